"""Les tables que le tableau de bord connaît : colonnes, clés, schéma de chacune.

Pour en ajouter une : une entrée dans TABLES (et, si ses codes renvoient à une autre table,
une ligne dans `croisements.REFERENCES`).
"""

from data.schemas import adresse
from data.schemas.attendue import CODE as _CODE
from data.schemas.attendue import CODE_ATTENDU as _CODE_ATTENDU
from data.schemas.attendue import STATUTS_PUBLIES, TableAttendue
from data.schemas.attendue import table as _table
from data.schemas.documents import DOCUMENTS, PILIERS_TEXTES
from data.schemas.importation import IMPORTATION
from data.schemas.insee import INSEE
from data.schemas.regles import (
    annee,
    annees,
    croissant,
    entier,
    forme,
    nombre,
    parmi,
    rempli,
    statut_et_valeur,
)

TYPES_TERRITOIRE = (
    "qpv",
    "qva",
    "commune",
    "epci",
    "departement",
    "region",
    "france",
    "ensemble_qpv",
    "moyenne_qpv",
)
PILIERS_PUBLIES = ("total", "cohesion_sociale", "hors_cohesion_sociale", "emploi", "cadre_de_vie")
MODALITE = r"[a-z0-9_+\-]+"
_MODALITE_ATTENDUE = "un code en minuscules sans accent, vide pour l'ensemble"
# Sans accolade, la phrase n'aurait pas de nombre ; une autre accolade se lirait telle quelle à l'écran.
_LECTURE = r"[^{}]*\{(valeur|nombre)\}[^{}]*"
_DATE = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


TABLES: tuple[TableAttendue, ...] = (
    _table(
        "territoires",
        "code,nom,nom_court,type,parent,slug,geographie",
        "code",
        (
            forme(
                "code",
                "[A-Z0-9]+(-[A-Z0-9]+)*",
                "un code en majuscules et chiffres (QP011002, 11069, FR-METRO)",
            ),
            rempli("nom"),
            rempli("nom_court"),
            parmi("type", TYPES_TERRITOIRE),
            *adresse.regles(),
            parmi("geographie", ("2015", "2024"), vide=True),
        ),
    ),
    _table(
        "indicateurs",
        "indicateur,libelle,domaine,pilier,unite,decimales,sens,sommable,evolution,bruit,definition,producteur,ordre",
        "indicateur",
        (
            forme("indicateur", _CODE, _CODE_ATTENDU),
            rempli("libelle"),
            rempli("domaine"),
            parmi("pilier", ("cohesion_sociale", "emploi", "cadre_de_vie", "transversal")),
            rempli("unite"),
            forme("decimales", "[0-6]", "un nombre de décimales, de 0 à 6"),
            parmi("sens", ("hausse_favorable", "baisse_favorable", "neutre")),
            parmi("sommable", ("oui", "non")),
            forme("evolution", "libre|interdite|rupture:[0-9]{4}", "libre, interdite ou rupture:AAAA"),
            nombre("bruit", vide=True, positif=True),
            rempli("definition"),
            rempli("producteur"),
            entier("ordre"),
        ),
    ),
    _table(
        "sources",
        "source,producteur,titre,millesime,licence,adresse,consulte_le",
        "source",
        (
            forme("source", _CODE, _CODE_ATTENDU),
            rempli("producteur"),
            rempli("titre"),
            # Une adresse devient un lien cliquable : rien d'autre que le web.
            forme(
                "adresse",
                r"https?://[^\s<>\"']+",
                "une adresse qui commence par https:// (ou http://), ou rien",
                vide=True,
            ),
            forme("consulte_le", _DATE, "une date AAAA-MM-JJ, ou rien", vide=True),
        ),
    ),
    _table(
        "valeurs",
        "territoire,indicateur,modalite,annee,valeur,statut,valeur_publiee,source,reference,note",
        "territoire,indicateur,modalite,annee,source",
        (
            annee(),
            nombre("valeur", vide=True),
            parmi("statut", STATUTS_PUBLIES),
            nombre("valeur_publiee", vide=True),
            rempli("source", "le code d'une source"),
            rempli("reference", "où lire la valeur dans la source"),
            forme("modalite", MODALITE, _MODALITE_ATTENDUE, vide=True),
            *statut_et_valeur(),
        ),
        colonne_valeur="valeur",
    ),
    _table(
        "credits_publies",
        "annee,pilier,mesure,valeur,statut,valeur_publiee,source,reference,note",
        # La référence est dans la clé : le rapport donne deux parts différentes à deux endroits.
        "annee,pilier,mesure,source,reference",
        (
            annee(trimestre=False),
            parmi("pilier", PILIERS_PUBLIES),
            parmi("mesure", ("montant", "actions", "part")),
            nombre("valeur", vide=True, positif=True),
            parmi("statut", STATUTS_PUBLIES),
            nombre("valeur_publiee", vide=True, positif=True),
            rempli("source", "le code d'une source"),
            rempli("reference", "où lire la valeur dans la source"),
            *statut_et_valeur(),
        ),
        obligatoire=False,
        colonne_valeur="valeur",
    ),
    _table(
        "piliers",
        "pilier,libelle,libelle_court,nomenclature,ordre,correspondance",
        "pilier",
        (
            forme("pilier", _CODE, _CODE_ATTENDU),
            rempli("libelle"),
            rempli("libelle_court"),
            rempli("nomenclature"),
            entier("ordre"),
        ),
        obligatoire=False,
    ),
    _table(
        "actions",
        "id_action,annee,intitule,porteur,pilier,theme,quartiers,financeur,enveloppe,nature,montant,statut,source",
        "",
        (
            rempli("id_action", "le numéro de l'action"),
            annee(seule=True),
            rempli("intitule"),
            rempli("pilier", "le code d'un pilier"),
            rempli("financeur"),
            parmi("enveloppe", ("specifique", "adulte_relais", "fonjep", "droit_commun")),
            parmi("nature", ("nouvelle", "reconduction"), vide=True),
            nombre("montant", positif=True),
            parmi("statut", ("reel", "demonstration")),
            rempli("source", "le code d'une source"),
        ),
        obligatoire=False,
        colonne_valeur="montant",
    ),
    _table(
        "controles",
        "controle,gravite,territoire,indicateur,constat,calcul,valeur_retenue,certitude,reference",
        "controle",
        (
            rempli("controle", "le numéro de l'entrée"),
            parmi("gravite", ("information", "attention", "grave")),
            rempli("constat", "les deux valeurs ou formules qui se contredisent"),
            parmi("certitude", ("prouvee", "tres_probable", "suspecte", "reserve")),
            rempli("reference"),
        ),
        obligatoire=False,
    ),
    _table(
        "regards",
        "territoire,secteur,rubrique,pilier,texte,diffusion,reference",
        "",
        (
            parmi("rubrique", ("specificite", "evolution_positive", "evolution_negative", "enjeu")),
            rempli("texte"),
            parmi("diffusion", ("public", "comite")),
            rempli("reference"),
        ),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "modalites",
        "modalite,libelle,ordre",
        "modalite",
        (forme("modalite", MODALITE, _MODALITE_ATTENDUE), rempli("libelle"), entier("ordre")),
        obligatoire=False,
    ),
    _table(
        "lectures",
        "indicateur,modalite,lecture",
        "indicateur,modalite",
        (
            forme("modalite", MODALITE, _MODALITE_ATTENDUE, vide=True),
            forme("lecture", _LECTURE, "un groupe verbal avec {valeur} ou {nombre}, une fois, sans autre accolade"),
        ),
        obligatoire=False,
    ),
    _table(
        "distribution_qpv",
        "indicateur,modalite,annee,n,p5,p25,p50,p75,p95,source",
        "indicateur,modalite,annee,source",
        (annee(), entier("n"), *(nombre(c) for c in ("p5", "p25", "p50", "p75", "p95"))),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "rangs_qpv",
        "territoire,indicateur,modalite,annee,percentile,n,source",
        "territoire,indicateur,modalite,annee,source",
        (annee(), nombre("percentile", positif=True), entier("n")),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "ecarts_types_qpv",
        "indicateur,modalite,annee,n,ecart_type,source",
        "indicateur,modalite,annee,source",
        (annee(), entier("n"), nombre("ecart_type", positif=True)),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "mouvements_qpv",
        "indicateur,modalite,avant,apres,n,ecart_type,ecart_type_relatif,source",
        "indicateur,modalite,avant,apres",
        (
            *(forme(c, "[0-9]{4}", "une année AAAA") for c in ("avant", "apres")),
            entier("n"),
            nombre("ecart_type", positif=True),
            nombre("ecart_type_relatif", vide=True, positif=True),
        ),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "qpv_semblables",
        "territoire,perimetre,rang,code,nom,commune,distance,n,ecartes,indicateur,modalite,annee,valeur,ecart_type,source",
        "territoire,perimetre,rang,indicateur,modalite",
        (
            parmi("perimetre", ("departement", "region")),
            *(entier(c) for c in ("rang", "n", "ecartes")),
            *(rempli(c) for c in ("code", "nom", "commune")),
            *(nombre(c, positif=True) for c in ("distance", "ecart_type")),
            nombre("valeur"),
            annee(),
        ),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "demonstration_marges",
        "marge,publie,obtenu,ecart,unite,cede,explication",
        "marge",
        (
            rempli("marge"),
            *(nombre(c, vide=True) for c in ("publie", "obtenu", "ecart")),
            parmi("cede", ("oui", "non")),
        ),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "controles_automatiques",
        "cle,controle",
        "cle",
        (rempli("cle", "la clé d'un constat de « python -m data.controles »"), rempli("controle")),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "seuils",
        "indicateur,effectif_minimal,objet,raison",
        "indicateur,objet",
        (entier("effectif_minimal"), parmi("objet", ("part", "evolution")), rempli("raison")),
        obligatoire=False,
    ),
    _table(
        "evolutions_interdites",
        "territoire,indicateur,annee_debut,annee_fin,raison",
        "",
        (
            annee("annee_debut", seule=True),
            annee("annee_fin", seule=True),
            croissant("annee_debut", "annee_fin"),
            rempli("raison", "une phrase, montrée telle quelle"),
        ),
        obligatoire=False,
    ),
    _table(
        "figures_perdues",
        "figure,titre,chapitre,diapositive,territoire,annees,unite,rubriques,indicateur,modalites,perte,besoin,"
        "source_de_remplacement",
        "figure",
        (
            forme("figure", "F[0-9]{3}", "un numéro F001, F002…"),
            rempli("titre"),
            forme("chapitre", "[1-6]", "le numéro du chapitre au sommaire, de 1 à 6"),
            rempli("diapositive", "le titre de la diapositive"),
            annees(),
            rempli("unite", "une unité, ou « non précisée »"),
            rempli("rubriques", "les séries ou les lignes, ou ce que le texte en dit"),
            parmi("perte", ("entiere", "partielle")),
            rempli("besoin", "ce qu'il faudrait fournir"),
            forme(
                "source_de_remplacement",
                "(Insee : |Rapport : |Producteur : |Seule l'équipe l'a).*",
                "« Insee : … », « Rapport : … », « Producteur : … » ou « Seule l'équipe l'a »",
            ),
        ),
        obligatoire=False,
        libre=True,
    ),
    _table(
        "indicateurs_suivis",
        "indicateur,modalite,pilier,reference,cible,suivi_par,ordre",
        "indicateur,modalite",
        (
            forme("modalite", MODALITE, _MODALITE_ATTENDUE, vide=True),
            parmi("pilier", PILIERS_TEXTES),
            nombre("cible", vide=True),
            entier("ordre"),
        ),
        obligatoire=False,
        libre=True,
        d_equipe=True,
    ),
    _table(
        "contestations",
        "territoire,indicateur,modalite,annee,motif,demandeur,date,etat,reponse",
        "",
        (
            forme("modalite", MODALITE, _MODALITE_ATTENDUE, vide=True),
            annee(),
            rempli("motif", "ce qui paraît faux, en une phrase"),
            rempli("demandeur", "l'organisme qui conteste"),
            forme("date", _DATE, "une date AAAA-MM-JJ"),
            parmi("etat", ("ouverte", "acceptee", "rejetee")),
        ),
        obligatoire=False,
        libre=True,
        sans_ligne=True,
        d_equipe=True,
    ),
    *INSEE,
    *DOCUMENTS,
    *IMPORTATION,
)

PAR_NOM: dict[str, TableAttendue] = {t.nom: t for t in TABLES}
