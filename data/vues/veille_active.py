"""Les quartiers de veille active : le peu que l'on en sait, et ce qui manque."""

from data.entrepot import Entrepot
from data.formats import annee_lisible, en_lettres, enumeration, pluriel, valeur_unite
from data.modele import Bloc
from data.phrases import majuscule
from data.schemas.croisements import separer
from data.textes import bloc_groupe

TYPE = "qva"
# Les indicateurs de l'agglomération dont le périmètre nomme un de ces quartiers, par leur note.
DOMAINES = ("regie", "dispositifs")


def bloc_veille_active(entrepot: Entrepot) -> Bloc | None:
    """Un bloc groupé par quartier de veille active. None s'il n'y en a pas dans le référentiel."""
    quartiers = [t for t in entrepot.territoires.values() if t.type == TYPE]
    if not quartiers:
        return None
    lignes = [(t.nom, *fait) for t in quartiers for fait in _faits(entrepot, t.code, t.nom_court)]
    n = len(quartiers)
    phrase = (
        f"{en_lettres(n)} {pluriel(n, 'quartier')} de veille active, {enumeration([t.nom for t in quartiers])}, "
        f"{pluriel(n, 'est suivi', 'sont suivis')} par le contrat de ville sans être "
        f"{pluriel(n, 'prioritaire')}. "
        f"{pluriel(n, 'Son contour manque', 'Leurs contours manquent')} ici : ni carte, ni statistique."
    )
    entetes = ("Quartier", "Constat", "Où le lire")
    return bloc_groupe("veille-active", "Ce que l'on en sait", majuscule(phrase), lignes, entetes)


def _faits(entrepot: Entrepot, code: str, nom: str) -> list[tuple[str, str]]:
    """(texte, référence) : les regards publics, les chiffres dont le périmètre le nomme, ce que le rapport a perdu."""
    faits = [
        (r["texte"], r["reference"])
        for r in entrepot.table("regards").dictionnaires()
        if r["territoire"] == code and r["diffusion"] == "public"
    ]
    for m in entrepot.mesures:
        fiche = entrepot.indicateurs[m.indicateur]
        if fiche.domaine in DOMAINES and nom.lower() in m.note.lower() and m.valeur is not None:
            valeur = valeur_unite(m.valeur, fiche.unite, fiche.decimales)
            faits.append((f"{fiche.libelle} : {valeur} en {annee_lisible(m.annee)}. {m.note}", m.reference))
    perdues = [f for f in entrepot.table("figures_perdues").dictionnaires() if code in separer(f["territoire"])]
    if perdues:
        titres = enumeration([f"« {f['titre']} »" for f in perdues])
        n = len(perdues)
        combien = pluriel(n, "Un graphique", f"{majuscule(en_lettres(n))} graphiques")
        parlait = pluriel(n, "parlait", "parlaient")
        faits.append(
            (
                f"{combien} du rapport de 2022 en {parlait}, sans que le texte en garde les nombres : {titres}.",
                " ; ".join(f"Chapitre {f['chapitre']} – {f['diapositive']}" for f in perdues),
            )
        )
    return faits
