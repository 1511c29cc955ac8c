"""Names of use, initials and former names that the reference data lacks, each under the kind of its source.

Nothing here is measured or computed: a name stands in a table because the institution uses it, or because an act of
the State once gave it. A name is written as people see it; accents, case, hyphens and signs are left aside.
"""

from __future__ import annotations

from maillon.analytics.territories.model import Level

Named = dict[tuple[Level, str], tuple[str, ...]]

FORMER_DEPARTMENTS = {
    "Basses-Alpes": "04",
    "Basses-Pyrénées": "64",
    "Charente-Inférieure": "17",
    "Côtes-du-Nord": "22",
    "Loire-Inférieure": "44",
    "Seine-Inférieure": "76",
}
"""History of the Code officiel géographique (INSEE): the départements renamed since 1941."""

FORMER_REGIONS = {
    "Alsace": "44",
    "Aquitaine": "75",
    "Auvergne": "84",
    "Basse-Normandie": "28",
    "Bourgogne": "27",
    "Centre": "24",
    "Champagne-Ardenne": "44",
    "Franche-Comté": "27",
    "Haute-Normandie": "28",
    "Languedoc-Roussillon": "76",
    "Limousin": "75",
    "Lorraine": "44",
    "Midi-Pyrénées": "76",
    "Nord-Pas-de-Calais": "32",
    "Picardie": "32",
    "Poitou-Charentes": "75",
    "Rhône-Alpes": "84",
}
"""Loi n° 2015-29 du 16 janvier 2015: the régions grouped or renamed in 2015 and 2016."""

OWN: Named = {
    ("region", "52"): ("PDL",),
    ("region", "76"): ("Occitanie Pyrénées-Méditerranée",),
    ("region", "84"): ("AURA",),
    ("region", "93"): ("Région Sud", "Sud PACA", "Région Sud PACA", "Sud Provence-Alpes-Côte d’Azur"),
    ("departement", "13"): ("BDR",),
    ("departement", "37"): ("Touraine",),
    ("departement", "67"): ("CeA", "Collectivité européenne d’Alsace"),
    ("departement", "68"): ("CeA", "Collectivité européenne d’Alsace"),
    ("departement", "974"): ("Île de La Réunion",),
    ("epci", "200046977"): ("Grand Lyon", "Grand Lyon la métropole"),
    ("epci", "200054781"): ("MGP",),
    ("epci", "200054807"): ("AMP", "AMPM", "AMP Métropole", "Aix-Marseille"),
    ("epci", "200093201"): ("MEL",),
    ("epci", "200030195"): ("NCA", "MNCA"),
    ("epci", "246700488"): ("EMS", "Eurométropole"),
    ("epci", "243400017"): ("3M",),
    ("epci", "200023414"): ("MRN",),
    ("epci", "200040715"): ("La Métro", "Métro", "GAM"),
    ("epci", "248300543"): ("TPM",),
    ("epci", "244200770"): ("SEM",),
    ("epci", "243700754"): ("TMVL",),
    ("epci", "200039865"): ("Eurométropole de Metz",),
    ("epci", "200059889"): ("GPSEO", "GPS&O"),
    ("epci", "245900428"): ("Dunkerque Grand Littoral", "CUD"),
    ("epci", "247100290"): ("CUCM", "Creusot Montceau"),
    ("epci", "200027183"): ("PMM", "PMMCU", "PMCU"),
    ("epci", "200059228"): ("GPS", "Grand Paris Sud"),
    ("epci", "200058782"): ("SQY",),
    ("epci", "200058519"): ("SGBS", "CASGBS"),
    ("epci", "200067106"): ("Communauté Pays Basque", "Euskal Hirigune Elkargoa"),
    ("epci", "200066009"): ("m2A",),
    ("epci", "200057859"): ("CDEA",),
    ("epci", "200067254"): ("CAPBP",),
    ("epci", "249720061"): ("CACEM",),
    ("epci", "249720053"): ("CAESM", "Espace Sud"),
    ("epci", "200041788"): ("Cap Nord", "Cap Nord Martinique"),
    ("epci", "249740085"): ("CASUD",),
    ("epci", "200071751"): ("GBA", "Grand Bourg Agglomération"),
    ("epci", "244400644"): ("Saint-Nazaire Agglomération",),
    ("epci", "244400610"): ("Cap Atlantique La Baule-Guérande Agglo",),
    ("epci", "200043396"): ("AMVS", "Agglo Maubeuge Val de Sambre"),
    ("epci", "243301504"): ("COBAN",),
    ("epci", "241700434"): ("CDA La Rochelle",),
    ("epci", "200041317"): ("Niort Agglo",),
    ("epci", "200011773"): ("Annemasse Agglo",),
    ("epci", "243500782"): ("SMA", "Saint-Malo Agglo"),
    ("ept", "200057966"): ("T2", "VSGP"),
    ("ept", "200057974"): ("T3", "GPSO"),
    ("ept", "200057982"): ("T4", "POLD"),
    ("ept", "200057990"): ("T5",),
    ("ept", "200057867"): ("T6",),
    ("ept", "200058097"): ("T7",),
    ("ept", "200057875"): ("T8",),
    ("ept", "200058790"): ("T9", "GPGE"),
    ("ept", "200057941"): ("T10", "PEMB"),
    ("ept", "200058006"): ("T11", "GPSEA"),
    ("ept", "200058014"): ("T12", "GOSB"),
}
"""The institution's own usage: its logo, its site, its deliberations.

T2 to T12 number the établissements publics territoriaux in the decrees of 11 December 2015 that drew them.
"""

FORMER: Named = {
    ("epci", "243300316"): ("CUB", "La CUB", "Communauté urbaine de Bordeaux"),
    ("epci", "243100518"): ("Grand Toulouse", "Communauté urbaine du Grand Toulouse"),
    ("epci", "244400404"): ("Communauté urbaine de Nantes",),
    ("epci", "246700488"): ("CUS", "Communauté urbaine de Strasbourg"),
    ("epci", "243400017"): ("Montpellier Agglomération",),
    ("epci", "200023414"): ("CREA", "Communauté de l’agglomération Rouen-Elbeuf-Austreberthe"),
    ("epci", "243700754"): ("Tour(s)plus", "Tour(s) plus"),
    ("epci", "244500468"): ("Orléans Val de Loire", "Agglomération Orléans-Val de Loire"),
    ("epci", "246300701"): ("Clermont Communauté",),
    ("epci", "242100410"): ("Grand Dijon", "COMADI", "Communauté de l’agglomération dijonnaise"),
    ("epci", "245400676"): ("CUGN", "Communauté urbaine du Grand Nancy"),
    ("epci", "242900314"): ("BMO", "Brest métropole océane", "Communauté urbaine de Brest"),
    ("epci", "200067213"): ("Reims Métropole",),
    ("epci", "200084952"): ("CODAH", "Communauté de l’agglomération havraise"),
    ("epci", "242500361"): ("CAGB", "Grand Besançon"),
    ("epci", "200027183"): ("PMCA",),
    ("epci", "200071751"): ("CA3B",),
    ("epci", "200042174"): ("Cap l’Orient",),
    ("epci", "200090751"): ("Cap Calaisis",),
    # Indre-et-Loire, arrêtés préfectoraux of the groupings merged on 1 January 2014 and 2017
    ("epci", "200043081"): ("CC du Véron", "CC Rivière-Chinon-Saint-Benoît-la-Forêt", "CC Rive Gauche de la Vienne"),
    ("epci", "200073161"): ("CC de l’Est Tourangeau", "CC du Vouvrillon"),
    ("epci", "200073237"): (
        "CC Gâtine et Choisilles",
        "CC du Pays de Racan",
        "CC Gâtine et Choisilles - Pays de Racan",
    ),
    ("epci", "200072650"): ("CC du Val de l’Indre", "CC du Pays d’Azay-le-Rideau"),
    ("epci", "200072981"): ("CC du Pays de Bourgueil", "CC Touraine Nord-Ouest"),
    ("epci", "200071587"): (
        "CC Loches Développement",
        "CC de Montrésor",
        "CC du Grand Ligueillois",
        "CC de la Touraine du Sud",
    ),
    ("epci", "200072668"): ("CC du Bouchardais", "CC du Pays de Richelieu"),
    ("epci", "243700820"): ("CC de Bléré Val de Cher",),
}
"""Acts that created, renamed or merged the groupings: names borne by the grouping, or by one that it took over."""

ADJECTIVES: Named = {
    ("epci", "200093201"): ("lilloise",),
    ("epci", "243300316"): ("bordelaise",),
    ("epci", "243100518"): ("toulousaine",),
    ("epci", "244400404"): ("nantaise",),
    ("epci", "200030195"): ("niçoise",),
    ("epci", "246700488"): ("strasbourgeoise",),
    ("epci", "243400017"): ("montpelliéraine",),
    ("epci", "200023414"): ("rouennaise",),
    ("epci", "243500139"): ("rennaise",),
    ("epci", "200040715"): ("grenobloise",),
    ("epci", "248300543"): ("toulonnaise",),
    ("epci", "244200770"): ("stéphanoise",),
    ("epci", "243700754"): ("tourangelle",),
    ("epci", "244500468"): ("orléanaise",),
    ("epci", "246300701"): ("clermontoise",),
    ("epci", "242100410"): ("dijonnaise",),
    ("epci", "245400676"): ("nancéienne",),
    ("epci", "200039865"): ("messine",),
    ("epci", "242900314"): ("brestoise",),
    ("epci", "200046977"): ("lyonnaise",),
    ("epci", "200054807"): ("marseillaise", "aixoise"),
    ("epci", "244900015"): ("angevine",),
    ("epci", "200067213"): ("rémoise",),
    ("epci", "200065597"): ("caennaise",),
    ("epci", "200027183"): ("perpignanaise",),
    ("epci", "200084952"): ("havraise",),
    ("epci", "247200132"): ("mancelle",),
    ("epci", "248719312"): ("limougeaude",),
    ("epci", "200069854"): ("poitevine",),
    ("epci", "242500361"): ("bisontine",),
    ("epci", "245900428"): ("dunkerquoise",),
    ("epci", "200033579"): ("arrageoise",),
    ("epci", "246100663"): ("alençonnaise",),
}
"""French usage: the inhabitants’ name of the chief town, as « la métropole lilloise »; heard after a kind only."""
