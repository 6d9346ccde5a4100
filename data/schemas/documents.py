"""Les tables tirées des documents fondateurs : qui fait quoi, où, quand, et ce qu'on en dit.

Elles portent les chiffres qui ne sont ni d'un territoire ni d'une période, et les constats
réécrits. Toutes sont facultatives : sans elles, les pages disent ce qui manque.
"""

from collections.abc import Sequence

from data.schemas.attendue import CODE, CODE_ATTENDU, STATUTS_PUBLIES, TableAttendue, table
from data.schemas.regles import Regle, annee, annees, entier, forme, nombre, parmi, rempli

SERVICES = (
    "Présence dans le quartier",
    "Accueil",
    "Médiation et résolution de conflits",
    "Accès aux droits et aux services",
    "Aide aux démarches",
    "Accès au numérique",
    "Éducation et décrochage scolaire",
    "Emploi, formation, insertion",
    "Logement, santé, loisirs",
)
PILIERS_TEXTES = ("cohesion_sociale", "emploi", "cadre_de_vie", "transversal")
STATUTS_RECOMMANDATION = ("a_decider", "engagee", "realisee", "abandonnee")
_JOUR = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_JOUR_ATTENDU = "une date AAAA, AAAA-MM ou AAAA-MM-JJ"
# Numéros fixes, verts ou courts : un mobile (06, 07) serait celui d'une personne.
_TELEPHONE = "0[1-589]( [0-9]{2}){4}|0800( [0-9]{2}){3}"


def _textes(
    nom: str, colonnes: str, cle: str, regles: Sequence[Regle], colonne_valeur: str = "", d_equipe: bool = False
) -> TableAttendue:
    remplies = [rempli(c) for c in ("reference", "source") if c in colonnes.split(",")]
    return table(nom, colonnes, cle, (*regles, *remplies), False, colonne_valeur, libre=True, d_equipe=d_equipe)


DOCUMENTS: tuple[TableAttendue, ...] = (
    # Ce qu'un indicateur a de particulier ici ; sa définition, elle, vaut partout.
    _textes("precisions_locales", "indicateur,precision", "indicateur", (rempli("precision", "une phrase"),)),
    _textes("glossaire", "sigle,developpe,definition", "sigle", (rempli("sigle"), rempli("developpe"))),
    _textes(
        "acteurs",
        "acteur,type,porteur,missions,telephone,source,reference,note",
        "acteur",
        (
            rempli("acteur"),
            forme("type", CODE, CODE_ATTENDU),
            rempli("missions"),
            forme("telephone", _TELEPHONE, "un numéro fixe ou vert, 04 68 00 00 00, ou rien", vide=True),
        ),
    ),
    _textes(
        "interventions",
        "territoire,acteur,service,valeur,source,reference",
        "territoire,acteur,service",
        (parmi("service", SERVICES), parmi("valeur", ("oui", "non"))),
    ),
    _textes(
        "mediation_regie",
        "rubrique,texte,source,reference",
        "rubrique,texte",
        (parmi("rubrique", ("secteur", "mission", "aller_vers")), rempli("texte")),
    ),
    _textes(
        "dispositifs",
        "dispositif,pilier,annee_debut,portage,objet,reference",
        "dispositif",
        (
            rempli("dispositif"),
            forme("annee_debut", "[0-9]{4}", "une année, ou rien", vide=True),
            rempli("objet"),
        ),
    ),
    _textes(
        "objectifs",
        "pilier,periode,objectif,reference",
        "pilier,periode,objectif",
        (parmi("pilier", PILIERS_TEXTES), annees("periode"), rempli("objectif")),
    ),
    _textes(
        "constats_piliers",
        "pilier,rubrique,texte,diffusion,reference",
        "pilier,rubrique,texte",
        (
            parmi("pilier", PILIERS_TEXTES),
            parmi("rubrique", ("succes", "difficulte", "enjeu")),
            rempli("texte"),
            parmi("diffusion", ("public", "comite")),
        ),
    ),
    _textes(
        "presentations",
        "presentation,titre,ordre,blocs,intitule",
        "presentation,ordre",
        (
            forme("presentation", CODE, CODE_ATTENDU),
            rempli("titre", "le titre de la présentation"),
            entier("ordre"),
            rempli("blocs", "un ou plusieurs identifiants de blocs, séparés par « ; »"),
            rempli("intitule", "le nom court de l'étape"),
        ),
    ),
    _textes(
        "recommandations",
        "recommandation,axe,texte,statut,reference",
        "recommandation",
        (
            forme("recommandation", "R[0-9]{2}", "un numéro R01, R02…"),
            parmi("axe", ("pilotage", "vie_du_contrat", "operationnel")),
            rempli("texte"),
            parmi("statut", STATUTS_RECOMMANDATION, vide=True),
        ),
        d_equipe=True,
    ),
    _textes(
        "questions_evaluation",
        "question,texte,ce_que_les_donnees_disent,reference",
        "question",
        (forme("question", "Q[0-9]+", "un numéro Q1, Q2…"), rempli("texte")),
    ),
    _textes(
        "gouvernance",
        "rubrique,texte,reference",
        "rubrique,texte",
        (parmi("rubrique", ("acquis", "limite", "besoin", "piste_du_comite")), rempli("texte")),
    ),
    _textes(
        "parole",
        "enquete,modalite,question,resultat,ce_qui_manque,reference",
        "enquete,question",
        (parmi("enquete", ("habitants", "porteurs")), rempli("question"), rempli("ce_qui_manque")),
    ),
    _textes(
        "chantiers_tremplin",
        "bloc,titre_avant,titre_apres,territoire,chantiers,habitants,statut,source,reference,note",
        "bloc",
        (
            entier("bloc"),
            entier("chantiers"),
            entier("habitants", vide=True),
            parmi("statut", STATUTS_PUBLIES),
            rempli("note"),
        ),
    ),
    _textes(
        "reperes",
        "repere,theme,territoire,annee,libelle,valeur,unite,statut,source,reference,note",
        "repere",
        (
            forme("repere", "P[0-9]{3}", "un numéro P001, P002…"),
            forme("theme", CODE, CODE_ATTENDU),
            annees("annee"),
            rempli("libelle"),
            rempli("valeur", "un nombre"),
            nombre("valeur"),
            rempli("unite"),
            parmi("statut", STATUTS_PUBLIES),
        ),
        colonne_valeur="valeur",
    ),
    _textes(
        "chronologie",
        "debut,fin,theme,territoire,evenement,source,reference,note",
        "debut,fin,theme,territoire,evenement",
        (
            forme("debut", _JOUR, _JOUR_ATTENDU),
            forme("fin", _JOUR, _JOUR_ATTENDU + ", ou rien", vide=True),
            forme("theme", CODE, CODE_ATTENDU),
            rempli("evenement"),
        ),
    ),
    _textes(
        "postes_contrat_de_ville",
        "annee,dispositif,structure,postes,montant,source,reference,note",
        "annee,dispositif,structure",
        (
            annee(seule=True),
            parmi("dispositif", ("adulte_relais", "fonjep")),
            rempli("structure", "le nom de la structure"),
            entier("postes"),
            nombre("montant", positif=True),
        ),
        colonne_valeur="montant",
    ),
)
