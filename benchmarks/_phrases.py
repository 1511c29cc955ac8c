"""Words out of which the bench writes its invented action sheets: themes, verbs, things, publics, sentences."""

# slug → title, things that an action of the theme is about
THEMES = {
    "mobilites": (
        "Mobilités du quotidien",
        ("pôle d’échanges", "voie cyclable", "navette entre bourgs", "aire de covoiturage", "transport à la demande"),
    ),
    "energie": (
        "Transition énergétique",
        ("chaufferie bois", "toiture solaire", "réseau de chaleur", "éclairage public", "rénovation de l’école"),
    ),
    "sante": (
        "Accès aux soins",
        ("maison de santé", "consultation avancée", "cabinet de télémédecine", "accueil des internes", "soins de nuit"),
    ),
    "logement": (
        "Habitat et logement",
        (
            "résidence intergénérationnelle",
            "logement vacant",
            "foyer de jeunes",
            "îlot dégradé",
            "guichet de l’habitat",
        ),
    ),
    "economie": (
        "Développement économique",
        ("zone d’activités", "atelier relais", "pépinière d’entreprises", "friche industrielle", "marché couvert"),
    ),
    "numerique": (
        "Numérique et médiation",
        ("espace de médiation", "tiers-lieu", "fibre des hameaux", "atelier d’inclusion", "maison des services"),
    ),
    "eau": (
        "Eau et milieux aquatiques",
        (
            "station d’épuration",
            "zone humide",
            "captage d’eau potable",
            "berges de la rivière",
            "réseau d’assainissement",
        ),
    ),
    "alimentation": (
        "Alimentation et agriculture",
        ("légumerie", "cuisine centrale", "conserverie", "halle des producteurs", "espace-test agricole"),
    ),
    "culture": (
        "Culture et patrimoine",
        ("médiathèque", "salle de spectacle", "école de musique", "château", "résidence d’artistes"),
    ),
    "education": (
        "Éducation et jeunesse",
        ("groupe scolaire", "accueil de loisirs", "crèche", "conseil des jeunes", "campus des métiers"),
    ),
    "centralites": (
        "Centres-bourgs et commerces",
        ("place du marché", "dernier commerce", "halle", "boutique à l’essai", "cœur de bourg"),
    ),
    "biodiversite": (
        "Biodiversité et paysages",
        ("trame verte", "haie bocagère", "verger partagé", "cour d’école à ombrager", "forêt communale"),
    ),
    "dechets": (
        "Déchets et réemploi",
        ("déchèterie partagée", "recyclerie", "plateforme de compostage", "matériauthèque", "collecte des biodéchets"),
    ),
    "tourisme": (
        "Tourisme et rayonnement",
        ("véloroute", "office de tourisme", "hébergement de groupe", "sentier d’interprétation", "base nautique"),
    ),
    "solidarites": (
        "Solidarités et grand âge",
        ("épicerie sociale", "accueil de jour", "portage de repas", "résidence autonomie", "équipe mobile"),
    ),
    "ingenierie": (
        "Ingénierie partagée",
        ("observatoire commun", "service d’instruction", "chargé de mission partagé", "plan guide", "étude foncière"),
    ),
}
GOALS = {
    "autonomie": "Autonomie de la personne",
    "ressources": "Sobriété et ressources partagées",
    "attractivite": "Attractivité du territoire",
    "egalite": "Égal accès aux services",
    "jeunesse": "Émancipation de la jeunesse",
    "cadre-de-vie": "Qualité du cadre de vie",
    "alimentation-locale": "Nourrir le territoire",
    "adaptation": "Adaptation au changement climatique",
}
VERBS = (
    "Création", "Rénovation", "Extension", "Mise en réseau", "Étude de faisabilité", "Réhabilitation", "Équipement",
    "Aménagement", "Préfiguration", "Mise en accessibilité", "Animation", "Requalification", "Modernisation",
)  # fmt: skip
PUBLICS = (
    "les familles", "les personnes âgées", "les apprentis", "les entreprises artisanales", "les agriculteurs",
    "les associations", "les visiteurs", "les personnes sans voiture", "les demandeurs d’emploi", "les scolaires",
    "les aidants", "les communes voisines", "les étudiants", "les soignants", "les saisonniers",
)  # fmt: skip
SENTENCES = (
    "Le besoin a été recensé lors du diagnostic partagé, puis confirmé par une enquête auprès des habitants.",
    "Les travaux commencent par un relevé du bâtiment et une étude de sol ; le chantier évite la période estivale.",
    "Un comité d’usagers suit l’ouverture et propose chaque année des corrections d’horaires et de tarifs.",
    "La maîtrise d’œuvre est choisie après concours ; les matériaux locaux et de réemploi sont préférés.",
    "Le fonctionnement est assuré par une régie intercommunale, avec deux postes à temps partiel.",
    "L’action prolonge une expérimentation menée pendant dix-huit mois et dont le bilan a été publié.",
    "Une convention précise le partage des charges, l’entretien courant et le renouvellement du matériel.",
    "Les indicateurs sont relevés chaque semestre et présentés au comité de suivi avec leurs limites.",
    "Le projet économise du foncier : aucune terre agricole n’est consommée et les sols sont désimperméabilisés.",
    "La desserte est pensée depuis la gare la plus proche, avec un stationnement sécurisé pour les vélos.",
    "Un accompagnement individuel est proposé aux ménages modestes, du premier rendez-vous au solde des aides.",
    "Les entreprises d’insertion du bassin de vie sont associées au chantier par une clause sociale.",
    "Le plan de financement reste ouvert : une aide européenne est sollicitée pour la seconde tranche.",
    "Les élus référents se réunissent chaque trimestre ; le compte rendu est adressé à toutes les parties.",
    "Une évaluation à mi-parcours dira si l’action doit être poursuivie, corrigée ou arrêtée.",
)
SCHEMES = ("DETR", "DSIL", "Fonds vert", "FNADT", "Fonds territorial", "Contrat départemental", "FEDER", "Leader")
