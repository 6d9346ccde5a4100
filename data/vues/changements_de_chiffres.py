"""Les chiffres qui ont changé d'une version des tables à l'autre : la phrase, et une ligne par changement.

Une valeur devenue secrète ne se répète pas, pas même comme « celle d'avant ».
"""

from collections.abc import Iterable, Mapping, Sequence

from data.annees import cle_annee
from data.changements import AJOUTE, NATURES, RETIRE, REVISE, Changement
from data.entrepot import Entrepot
from data.formats import LIBELLES_STATUTS, annee_lisible, nombre, valeur_ou_statut
from data.modele import Bloc, Cellule
from data.montage import nom_affiche
from data.versions import Journal
from data.vues.changements_communs import bloc_de_changements, compte, nom_de_source, nom_de_version, valeur_lue
from data.vues.noms_de_mesures import nom_de_mesure_seule

LIGNES_MONTREES = 100
TU = "non répétée (valeur secrète)"
_NATURES = {AJOUTE: "ajouté", REVISE: "révisé", RETIRE: "retiré"}
ENTETES_CHIFFRES = (
    "Territoire", "Indicateur", "Année", "Changement", "Avant", "Après", "Statut", "Source", "Version",
)  # fmt: skip


def dire_les_chiffres(entrepot: Entrepot, changements: Sequence[Changement]) -> str:
    """« 3 chiffres ajoutés, 1 révisé (12 % → 14 %), aucun retiré »."""
    comptes = _compter(c.nature for c in changements)
    if not changements:
        return "aucun chiffre changé"
    revises = [c for c in changements if c.nature == REVISE]
    dits = [
        compte(comptes[AJOUTE], "chiffre ajouté", "chiffres ajoutés", "aucun chiffre ajouté"),
        compte(comptes[REVISE], "révisé", "révisés", "aucun révisé"),
        compte(comptes[RETIRE], "retiré", "retirés", "aucun retiré"),
    ]
    if len(revises) == 1 and not _a_taire(entrepot, revises[0]):
        avant, apres = _ecrire(entrepot, revises[0])
        dits[1] += f" ({avant} → {apres})"
    return ", ".join(dits)


def bloc_des_chiffres(entrepot: Entrepot, journal: Journal, changements: Sequence[Changement]) -> Bloc | None:
    """Une ligne par chiffre : les révisés, les retirés, puis les ajoutés ; None si rien n'a changé."""
    if not changements:
        return None
    territoires, indicateurs = list(entrepot.territoires), list(entrepot.indicateurs)

    def place(c: Changement):
        return (
            NATURES.index(c.nature),
            _rang(territoires, c.territoire),
            _rang(indicateurs, c.indicateur),
            c.modalite,
            cle_annee(c.annee),
        )

    ranges = sorted(changements, key=place)
    noms = {v.version: nom_de_version(journal, v) for v in journal.versions}
    lignes = tuple(_ligne_de_chiffre(entrepot, c, noms) for c in ranges[:LIGNES_MONTREES])
    reste = len(ranges) - len(lignes)
    plus = f"Les {LIGNES_MONTREES} premiers changements ; {nombre(reste)} autres sont dans le journal des versions."
    return bloc_de_changements(
        entrepot,
        "depuis-comite",
        "Les chiffres qui ont changé",
        ENTETES_CHIFFRES,
        lignes,
        ranges[:LIGNES_MONTREES],
        (plus,) if reste else (),
    )


def _ligne_de_chiffre(entrepot: Entrepot, c: Changement, versions: Mapping[str, str]) -> tuple[Cellule, ...]:
    avant, apres = _ecrire(entrepot, c)
    statuts = [LIBELLES_STATUTS.get(s, s) for s in dict.fromkeys((c.statut_avant, c.statut_apres)) if s]
    ancienne = Cellule(TU, statut="secret") if _a_taire(entrepot, c) else _cote(avant, c.avant, c.statut_avant)
    return (
        Cellule(nom_affiche(entrepot, c.territoire) if c.territoire in entrepot.territoires else c.territoire),
        Cellule(_indicateur(entrepot, c)),
        Cellule(annee_lisible(c.annee)),
        Cellule(_NATURES[c.nature]),
        ancienne,
        _cote(apres, c.apres, c.statut_apres),
        Cellule(" → ".join(statuts)),
        Cellule(nom_de_source(entrepot, c.source)),
        Cellule(versions[c.version]),
    )


def _cote(texte: str, valeur: str, statut: str) -> Cellule:
    """La case d'un côté du changement ; le tiret d'une valeur qui n'existait pas est une absence."""
    return Cellule(texte, valeur_lue(valeur), statut or "non_disponible")


def _ecrire(entrepot: Entrepot, c: Changement) -> tuple[str, str]:
    """(avant, après) en français ; assez de décimales pour que deux valeurs différentes ne s'écrivent pas pareil."""
    indicateur = entrepot.indicateurs.get(c.indicateur)
    unite, decimales = (indicateur.unite, indicateur.decimales) if indicateur else ("", 0)
    entieres = max(len(v.partition(".")[2]) for v in (c.avant, c.apres))
    for precision in (decimales, entieres):
        avant, apres = (
            valeur_ou_statut(valeur_lue(v), s, unite, precision) if s else "—"
            for v, s in ((c.avant, c.statut_avant), (c.apres, c.statut_apres))
        )
        if avant != apres or c.avant == c.apres:
            break
    return avant, apres


def _a_taire(entrepot: Entrepot, c: Changement) -> bool:
    """Vrai si la valeur d'avant révélerait un secret : la ligne l'est devenue, ou celle d'une autre source l'est."""
    if not c.avant:
        return False
    if c.statut_apres == "secret":
        return True
    retenue = entrepot.mesure(c.territoire, c.indicateur, c.annee, c.modalite)
    en_place = (retenue, *entrepot.autres_sources(retenue)) if retenue else ()
    return any(m.statut == "secret" for m in en_place)


def _indicateur(entrepot: Entrepot, c: Changement) -> str:
    if c.indicateur not in entrepot.indicateurs:
        return ", ".join(filter(None, (c.indicateur, c.modalite)))
    # L'unité est dite ici : dans un tableur, les colonnes « Avant » et « Après » n'ont que des nombres.
    unite = entrepot.indicateurs[c.indicateur].unite
    return f"{nom_de_mesure_seule(entrepot, c.indicateur, c.modalite)} ({unite})"


def _rang(codes: Sequence[str], code: str) -> int:
    return codes.index(code) if code in codes else len(codes)


def _compter(natures: Iterable[str]) -> dict[str, int]:
    vues = list(natures)
    return {nature: vues.count(nature) for nature in NATURES}
