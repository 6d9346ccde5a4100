"""Le contraste de deux couleurs, tel que WCAG 2.1 le définit, et les couleurs que portent une figure ou une feuille."""

import re
from collections.abc import Iterator
from typing import Any

TEXTE, OBJET = 4.5, 3.0  # les rapports demandés à un texte ordinaire, et à un trait ou une surface qui renseigne
HEXA = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
RGBA = re.compile(r"rgba?\((\d+),\s*(\d+),\s*(\d+)(?:,\s*([\d.]+))?\)")
Couleur = tuple[float, float, float]


def lire(couleur: str, fond: str = "#ffffff") -> Couleur:
    """Rouge, vert, bleu de 0 à 255 ; une couleur transparente est posée sur `fond`. ValueError si c'est autre chose."""
    if HEXA.fullmatch(couleur):
        nu = couleur[1:] if len(couleur) == 7 else "".join(c * 2 for c in couleur[1:])
        return tuple(float(int(nu[i : i + 2], 16)) for i in (0, 2, 4))
    trouve = RGBA.fullmatch(couleur)
    if not trouve:
        raise ValueError(f"« {couleur} » n'est pas une couleur que l'on sait lire.")
    voile = float(trouve[4] or 1)
    dessous = lire(fond)
    return tuple(float(trouve[i + 1]) * voile + dessous[i] * (1 - voile) for i in range(3))


def luminance(couleur: Couleur) -> float:
    """La luminance relative, de 0 (noir) à 1 (blanc)."""
    parts = [c / 255 for c in couleur]
    droites = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * droites[0] + 0.7152 * droites[1] + 0.0722 * droites[2]


def contraste(dessus: str, fond: str = "#ffffff") -> float:
    """Le rapport de contraste, de 1 à 21."""
    clair, fonce = sorted((luminance(lire(dessus, fond)), luminance(lire(fond))), reverse=True)
    return (clair + 0.05) / (fonce + 0.05)


def regles(feuille: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(sélecteur, propriétés) de chaque règle d'une feuille de style, celles des @media comprises."""
    nue = re.sub(r"/\*.*?\*/|</?style>", "", feuille, flags=re.DOTALL)
    for selecteur, corps in re.findall(r"([^{}]+)\{([^{}]*)\}", nue):
        proprietes = dict(p.split(":", 1) for p in corps.split(";") if ":" in p)
        yield selecteur.strip(), {nom.strip(): valeur.strip() for nom, valeur in proprietes.items()}


def couleurs_de_figure(figure: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Les couleurs des textes d'une figure de Plotly, puis celles de ses traits, marques et surfaces.

    Les filets de l'échelle (`gridcolor`, `linecolor`, `zerolinecolor`) ne renseignent pas : les valeurs sont écrites.
    Une surface pâle compte par son contour, quand il est dessiné.
    """
    textes: set[str] = set()
    objets: set[str] = set()

    def noter(ou: set[str], valeur: Any) -> None:
        ou |= set(valeur) if isinstance(valeur, list | tuple) else {valeur}

    def suivre(noeud: Any, nom: str) -> None:
        if isinstance(noeud, list | tuple):
            for x in noeud:
                suivre(x, nom)
        if not isinstance(noeud, dict):
            return
        contour = (noeud.get("line") or {}).get("width") if isinstance(noeud.get("line"), dict) else 0
        for cle, valeur in noeud.items():
            if cle == "color" and nom in ("font", "textfont", "tickfont"):
                noter(textes, valeur)
            elif cle in ("color", "arrowcolor", "bordercolor", "fillcolor"):
                invisible = nom == "line" and not noeud.get("width", 1)
                # Un ruban ou une bande, translucide ou pâle, se lit à son contour.
                dessine_par_son_contour = contour and (nom == "link" or cle == "fillcolor")
                if not invisible and not dessine_par_son_contour:
                    noter(objets, valeur)
            else:
                suivre(valeur, cle)

    suivre(figure, "")
    # Le liseré blanc d'une marque la détache de ce qu'elle recouvre : ce n'est pas lui qu'on lit.
    return textes, objets - {"#ffffff"}
