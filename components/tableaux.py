"""Les tables à lire : du HTML avec en-têtes et légende, que l'on peut agrandir et entendre."""

from components.html import Html, assembler, balise, texte
from data.formats import LIBELLES_STATUTS
from data.modele import Cellule, Tableau


def etiquette(statut: str) -> Html:
    """Le statut en un mot encadré ; « publié », le cas ordinaire, ne s'affiche pas."""
    if not statut or statut == "publie":
        return Html("")
    return balise("span", LIBELLES_STATUTS.get(statut, statut), classe=f"etiquette {statut}")


def _case(cellule: Cellule) -> Html:
    if cellule.valeur is not None:
        return balise(
            "td",
            texte(cellule.texte),
            " " if cellule.statut else "",
            etiquette(cellule.statut),
            _repere(cellule),
            classe="nombre",
        )
    absente = cellule.statut in ("secret", "non_disponible", "non_applicable")
    return balise("td", cellule.texte, _repere(cellule), classe="nombre absente" if absente else None)


def _repere(cellule: Cellule) -> Html:
    """Ce qui situe la case, en petit dessous."""
    return balise("span", cellule.repere, classe="repere") if cellule.repere else Html("")


def table(tableau: Tableau, grande: bool = False, nom: str = "Table") -> Html:
    """La table entière ; la première colonne fait office d'en-tête de ligne.

    Une ligne d'une seule case ouvre un groupe de lignes. Le cadre défile au clavier quand la table est plus large
    que l'écran ; `nom` le distingue, à l'oreille, d'un autre cadre de même titre.
    """
    # Une colonne de nombres se lit alignée à droite, son en-tête aussi.
    nombres = {i for ligne in tableau.lignes for i, c in enumerate(ligne) if c.valeur is not None}
    tetes = assembler(
        *(
            balise("th", t, scope="col", classe="nombre" if i in nombres else None)
            for i, t in enumerate(tableau.entetes)
        )
    )
    corps = assembler(*(balise("tbody", *groupe) for groupe in _groupes(tableau)))
    contenu = balise(
        "table",
        balise("caption", tableau.titre),
        balise("thead", balise("tr", tetes)),
        corps,
        classe="donnees grande" if grande else "donnees",
    )
    return balise("div", contenu, classe="defile", tabindex="0", role="region", aria_label=f"{nom} : {tableau.titre}")


def _groupes(tableau: Tableau) -> list[list[Html]]:
    """Les lignes de chaque groupe ; une table sans groupe n'en a qu'un."""
    groupes: list[list[Html]] = [[]]
    for premiere, *reste in tableau.lignes:
        if not reste and len(tableau.entetes) > 1:
            titre = balise("th", premiere.texte, scope="rowgroup", colspan=len(tableau.entetes), classe="groupe")
            groupes.append([balise("tr", titre)])
        else:
            tete = balise("th", premiere.texte, _repere(premiere), scope="row")
            groupes[-1].append(balise("tr", tete, assembler(*(_case(c) for c in reste))))
    return [g for g in groupes if g] or [[]]


def depliant(resume: str, contenu: Html) -> Html:
    """Un contenu à un clic (ou une touche), sans repasser par le serveur."""
    return balise("details", balise("summary", resume), contenu)
