"""From codes to territories: current, former, delegated, ambiguous, unknown."""

import pytest

from maillon.analytics.territories import (
    belongs_to,
    communes_of,
    neighbours,
    parts_of,
    postal_codes,
    resolve,
    territory,
    within,
)


@pytest.mark.parametrize(
    ("code", "level", "name"),
    [
        ("37233", "commune", "Saint-Pierre-des-Corps"),
        ("2A004", "commune", "Ajaccio"),
        ("2b033", "commune", "Bastia"),
        ("2A", "departement", "Corse-du-Sud"),
        ("37", "departement", "Indre-et-Loire"),
        ("24", "departement", "Dordogne"),
        ("REG-24", "region", "Centre-Val de Loire"),
        ("84", "departement", "Vaucluse"),
        ("11", "departement", "Aude"),
        ("REG-11", "region", "Île-de-France"),
        ("75056", "commune", "Paris"),
        ("75115", "arrondissement_municipal", "Paris 15e arrondissement"),
        ("69383", "arrondissement_municipal", "Lyon 3e arrondissement"),
        ("243700754", "epci", "Tours Métropole Val de Loire"),
        ("992367730", "epci", "Thionville Fensch Agglomération"),
        ("200057867", "ept", "Plaine Commune"),
        ("975", "departement", "Saint-Pierre-et-Miquelon"),
        ("97502", "commune", "Saint-Pierre"),
        ("213702616", "commune", "Tours"),
        (" 37 261 ", "commune", "Tours"),
    ],
)
def test_a_code_names_one_territory(code, level, name) -> None:
    found = territory(code)
    assert found is not None
    assert (found.level, found.name) == (level, name)
    assert territory(found.ref) == found


@pytest.mark.parametrize(
    "code", ["", "99999", "tours", "'; DROP TABLE communes; --", "9" * 5000, "REG-", "-", "REG-37"]
)
def test_what_is_no_code_names_nothing(code) -> None:
    assert territory(code) is None
    assert resolve(code).status == "unknown"
    assert communes_of(code) == ()
    assert belongs_to(code) == []
    assert neighbours(code) == ()


def test_a_commune_and_its_namesake_part_share_a_code() -> None:
    whole, part = territory("01015"), territory("COMD-01015")
    assert whole is not None
    assert part is not None
    assert (whole.name, whole.level) == ("Arboys en Bugey", "commune")
    assert (part.name, part.level, part.parent) == ("Arbignieu", "commune_deleguee", "01015")
    assert resolve("01015").status == "current"
    assert part in parts_of("01015")


@pytest.mark.parametrize(
    ("code", "status", "current"),
    [
        ("20004", "former", ("2A004",)),
        ("78201", "former", ("91228",)),
        ("12076", "delegated", ("12218",)),
        ("75101", "delegated", ("75056",)),
        ("245701222", "former", ("992367730",)),
        ("241200765", "former", ("994579670",)),
        ("200067221", "former", ("200096683", "200096675")),
        ("REG-24", "current", ("REG-24",)),
    ],
)
def test_a_code_of_yesterday_leads_to_today(code, status, current) -> None:
    found = resolve(code)
    assert found.status == status
    if code != "78201":
        assert found.current == current
    assert all(territory(heir) for heir in found.current)
    assert found.note.endswith(".")


def test_a_split_commune_says_which_ones_have_left_it() -> None:
    note = resolve("15141").note
    assert resolve("15141").status == "current"
    assert "Celles (15031)" in note
    assert "Sainte-Anastasie (15171)" in note


def test_belonging_goes_from_the_nearest_to_the_widest() -> None:
    names = [found.name for found in belongs_to("93001")]
    assert names == ["Plaine Commune", "Métropole du Grand Paris", "Seine-Saint-Denis", "Île-de-France"]
    assert next(found.name for found in belongs_to("75101")) == "Paris"
    assert belongs_to("REG-24") == []


def test_communes_of_every_level_are_current_and_sorted() -> None:
    assert communes_of("37261") == ("37261",)
    assert communes_of("75101") == ("75056",)
    tours = communes_of("243700754")
    assert len(tours) == 22
    assert list(tours) == sorted(tours)
    assert len(communes_of("37")) == 272
    assert set(tours) < set(communes_of("37")) < set(communes_of("REG-24"))
    assert "57306" in communes_of("992367730")


def test_within_gives_what_a_territory_touches() -> None:
    assert within("REG-24", "departement") == ("18", "28", "36", "37", "41", "45")
    assert "243700754" in within("37", "epci")
    assert within("975", "epci") == ()
    assert within("93", "ept")
    assert len(within("", "commune")) == 34_969


def test_an_island_without_epci_belongs_to_none() -> None:
    yeu = territory("85113")
    assert yeu is not None
    assert yeu.epci is None
    assert neighbours("85113") == ()


def test_neighbours_are_mutual() -> None:
    for code in ("37261", "15031", "75056", "2A004"):
        for other in neighbours(code):
            assert code in neighbours(other)


def test_postal_codes_of_a_commune_and_of_an_arrondissement() -> None:
    assert postal_codes("37233") == ("37700",)
    assert postal_codes("75115") == ("75015",)
    assert postal_codes("nulle part") == ()
