"""What people type, and what must come first."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillon.analytics.territories import find
from maillon.analytics.territories.normalise import key, spell
from maillon.analytics.territories.popular import popular
from maillon.analytics.territories.store import store


@pytest.mark.parametrize(
    ("query", "ref"),
    [
        ("st pierre des cors", "37233"),
        ("SAINT PIERRE DES CORPS", "37233"),
        ("saintpierredescorps", "37233"),
        ("corps pierre saint", "37233"),
        ("tuors", "37261"),
        ("Tours", "37261"),
        ("joue les tours", "37122"),
        ("mans", "72181"),
        ("bois guillaume bihorel", "76108"),
        ("chalons sur marne", "51108"),
        ("paris", "75056"),
        ("paris 15", "75115"),
        ("marseille 8eme arrondissement", "13208"),
        ("lyon 3e", "69383"),
        ("saint martin 37", "37225"),
        ("37 saint martin", "37225"),
        ("saint martin indre et loire", "37225"),
        ("bastia 2b", "2B033"),
        ("st pierre 37700", "37233"),
        ("2a004", "2A004"),
        ("20004", "2A004"),
        ("75002", "75056"),  # Antony’s code until 1968, a postal code of Paris today
        ("saint denis de la reunion", "97411"),
        ("saint denis reunion", "97411"),
        ("indre et loire", "37"),
        ("centre val de loire", "REG-24"),
        ("tours metropole", "243700754"),
        ("cc du val d'amboise", "200043065"),
        ("val d amboise", "200043065"),
        ("243 700 754", "243700754"),
        ("21370261600017", "37261"),
        ("villneuv dask", "59009"),
        ("saint pierre et miquelon", "975"),
        ("l'abergement clemenciat", "01001"),
        ("œuilly 02", "02565"),
    ],
)
def test_the_right_territory_comes_first(query, ref) -> None:
    assert find(query)[0].territory.ref == ref


@pytest.mark.parametrize(
    ("query", "ref"),
    [
        ("montreuil sous bois", "93048"),
        ("clichy la garenne", "92024"),
        ("la riche en touraine", "37195"),
        ("commune d'Esvres sur Indre", "37104"),
        ("orleans la source", "45234"),
        ("Paris XII", "75112"),
        ("métropole de Lyon", "200046977"),
        ("CU de Dunkerque", "245900428"),
        ("agglo de Saumur", "200071876"),
        ("saumur agglo", "200071876"),
        ("lille metropole", "200093201"),
        ("mairie de la riche", "37195"),
        ("Commune nouvelle de Baugé-en-Anjou", "49018"),
        ("collectivité de Corse", "REG-94"),
        ("région Centre", "REG-24"),
        ("dept 37", "37"),
        ("département du 37", "37"),
        ("dpt 2A", "2A"),
        ("cd37", "37"),
        ("region 24", "REG-24"),
        ("SIREN : 243 700 754", "243700754"),
        ("siret 21370261600011", "37261"),
        ("code insee 37261", "37261"),
        ("37032 TOURS CEDEX 1", "37261"),
        ("BP 1234 Paris Cedex 08", "75056"),
        ("97743 st denis cedex 9", "97411"),
        ("Tours, France", "37261"),
        ("côtes du nord", "22"),
        ("nord pas de calais", "REG-32"),
        ("PACA", "REG-93"),
        ("idf", "REG-11"),
        ("CCTVI", "200072650"),
        ("clermont fd", "63113"),
        ("Grand Lyon", "200046977"),
    ],
)
def test_what_a_civil_servant_types_comes_first(query, ref) -> None:
    assert find(query)[0].territory.ref == ref


@pytest.mark.parametrize(
    ("query", "ref"),
    [
        ("dunkerque grand littoral", "245900428"),  # names of use
        ("la métro", "200040715"),
        ("la metro grenoble", "200040715"),
        ("AMP", "200054807"),
        ("GPS&O", "200059889"),
        ("CAPI", "243800604"),  # initials in brackets in the official name
        ("T8", "200057875"),
        ("sud paca", "REG-93"),
        ("dunkerque grand litoral", "245900428"),  # a name of use with a mistake, or not yet whole
        ("euskal hirigune", "200067106"),
        ("LMM", "247200132"),  # initials without the kind
        ("cud dunkerque", "245900428"),  # initials beside a town
        ("capi bourgoin", "243800604"),
        ("métropole lilloise", "200093201"),
        ("grand dijon", "242100410"),
        ("brest métropole océane", "242900314"),
        ("cc de l'est tourangeau", "200073161"),
        ("gatine choisilles", "200073237"),
        ("interco de Vouvray", "200073161"),  # the grouping of a commune
        ("agglo de saint-nazaire", "244400644"),
        ("euromtropole de metz", "200039865"),  # a mistake in the kind
        ("departemnt de la manche", "50"),
        ("la manche", "50"),  # an article too many
        ("la région occitanie", "REG-76"),
        ("l'agglo de Saumur", "200071876"),
        ("la ville du bois", "91665"),
        ("plaine commune", "200057867"),
        ("bretagne région", "REG-53"),  # the kind after
        ("cg37", "37"),
        ("conseil général de la Sarthe", "72"),
        ("paris saclay", "200056232"),  # every word of a name before a part of them
        ("reims metropole", "200067213"),
        ("vannes agglo", "200067932"),
        ("rouen normandie", "200023414"),
        ("Tours, Centre-Val de Loire", "37261"),
        ("F-37000 Tours", "37261"),
        ("37000 Tours, France", "37261"),
        ("hauts de france", "REG-32"),
        ("boulogne", "62160"),  # a city begins so, only a delegated commune is called so
    ],
)
def test_a_name_of_use_a_kind_and_a_place_are_heard(query, ref) -> None:
    assert find(query)[0].territory.ref == ref


@pytest.mark.parametrize(
    ("query", "code"), [("tours sur loire", "37261"), ("nantes sur loire", "44109"), ("aix", "13001")]
)
def test_a_known_city_is_among_the_first(query, code) -> None:
    assert code in [match.territory.code for match in find(query)[:3]]


def test_a_name_of_use_calls_a_territory_of_today_and_a_former_one_says_so() -> None:
    assert all(store().levels[one.row] for calls in popular().values() for one in calls)
    assert find("grand dijon")[0].reason == "former_name"
    assert find("la métro")[0].reason == "name"


def test_a_name_without_its_qualifier_comes_after_a_near_whole_name() -> None:
    found = find("vincennes sur seine")
    scores = {match.territory.name: match.score for match in found}
    assert scores["Vincennes"] < max(scores.values()) < 100


@pytest.mark.parametrize("query", ["plan de relance", "dept 999", "37925 cedex", "code 12", "CEDEX"])
def test_common_words_and_codes_of_nothing_name_no_commune(query) -> None:
    assert not [match for match in find(query) if match.score >= 82]


def test_homonyms_are_told_apart_by_population_then_by_departement() -> None:
    everywhere = find("saint denis", level="commune", limit=5)
    people = [match.territory.population or 0 for match in everywhere]
    assert people[:2] == sorted(people[:2], reverse=True)
    assert find("saint denis 11")[0].territory.code == "11339"


def test_a_postal_code_gives_its_communes_the_most_populated_first() -> None:
    found = find("37700")
    assert [match.territory.name for match in found] == ["Saint-Pierre-des-Corps", "La Ville-aux-Dames"]
    assert {match.reason for match in found} == {"postal_code"}


def test_a_former_name_says_so() -> None:
    first = find("chalons sur marne")[0]
    assert (first.reason, first.matched) == ("former_name", "Châlons-sur-Marne")


def test_a_level_keeps_only_itself() -> None:
    assert {match.territory.level for match in find("paris", level="departement")} == {"departement"}
    assert find("37", level="commune") == [] or all(
        match.territory.level == "commune" for match in find("37", level="commune")
    )


@pytest.mark.parametrize(
    ("query", "ref"),
    [
        ("carhaix", "29024"),
        ("maryts", "11221"),
        ("eyt", "19083"),
        ("communaute de communes du val d'amboise", "200043065"),
        ("ville de tours", "37261"),
        ("departement de l'indre", "36"),
        ("region bretagne", "REG-53"),
        ("indr et loir", "37"),
        ("touraine vallee de lindre", "200072650"),
    ],
)
def test_a_beginning_a_lost_article_a_mistake_or_a_kind_does_not_hide_a_name(query, ref) -> None:
    assert ref in [match.territory.ref for match in find(query)[:3]]


@pytest.mark.parametrize("word", ["mobilite", "transition", "hydrogène", "attractivité", "agriculture", "économie"])
def test_a_word_that_names_nothing_finds_nothing(word) -> None:
    assert find(word) == []


def test_an_exact_name_comes_well_before_near_former_names() -> None:
    found = find("loches")
    assert (found[0].territory.code, found[0].score) == ("37132", 100.0)
    assert all(match.score < 85 for match in found if match.reason == "former_name")
    assert "Mâcon" not in [match.territory.name for match in found[:5]]


@pytest.mark.parametrize("query", ["", "   ", "%%%", "--", "\x00", "xzqwv"])
def test_nothing_to_find_gives_nothing(query) -> None:
    assert find(query) == []


@pytest.mark.parametrize("limit", [0, -3])
def test_no_answers_wanted(limit) -> None:
    assert find("tours", limit=limit) == []


def test_an_immense_query_is_cut_not_feared() -> None:
    assert isinstance(find("saint " * 100_000), list)
    assert len(find("saint", limit=10_000)) <= 100


def test_sql_is_only_text() -> None:
    assert all(match.score < 90 for match in find("'; DROP TABLE communes; --"))


def test_the_shape_of_an_answer_is_stable() -> None:
    answer = find("tours", limit=1)[0].as_dict()
    assert list(answer)[:6] == ["code", "name", "level", "department", "population", "score"]
    assert answer["score"] == 100.0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_an_ordered_bounded_answer(query) -> None:
    found = find(query, limit=5)
    assert len(found) <= 5
    assert all(0 <= match.score <= 100 for match in found)
    assert len({match.territory.ref for match in found}) == len(found)


@given(st.text(max_size=60))
def test_a_key_is_plain_and_stays_itself(text) -> None:
    assert spell(spell(text)) == spell(text)
    assert key(text).isascii()
    assert "  " not in key(text)
