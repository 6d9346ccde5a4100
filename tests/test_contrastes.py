"""Chaque couleur se détache de ce qui est dessous : textes, traits, champs, cartes, tables teintées, graphiques.

Référence : WCAG 2.1, critères 1.4.3 (texte, 4,5 pour 1) et 1.4.11 (composants et graphiques, 3 pour 1).
"""

import tomllib

import pytest

from components import carte_quartiers, credits_chaleur, diaporama, graphique_points, reperage, theme
from components.chargement import entrepot
from components.graphiques import figure
from components.hauteurs import a_un_graphique
from data.vues.recueil import tous_les_blocs
from tests.outils.contrastes import HEXA, OBJET, TEXTE, contraste, couleurs_de_figure, regles
from tests.outils.serveur import RACINE

PAGE = "#ffffff"
FONDS = (PAGE, theme.FOND_DOUX, theme.FOND_RESERVE, theme.RAYURE)
# Ce qui est écrit en clair l'est sur le fond d'un élément parent, que la règle ne dit pas.
FOND_DU_PARENT = {'[class*="st-key-lien_actif"] a p': theme.ACCENT}
THEME = tomllib.loads((RACINE / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]


def rapides(paires) -> dict[tuple[str, str], float]:
    return {p: round(contraste(*p), 2) for p in paires}


# Valeurs de référence publiées avec la formule : noir sur blanc 21, #767676 est le gris limite du texte (4,54),
# #949494 celui des composants (3,03).
@pytest.mark.parametrize(
    ("dessus", "dessous", "attendu"),
    [("#000", "#ffffff", 21.0), ("#767676", "#ffffff", 4.54), ("#949494", "#fff", 3.03), ("#777777", "#ffffff", 4.48)],
)
def test_la_formule(dessus, dessous, attendu):
    assert round(contraste(dessus, dessous), 2) == attendu


def test_une_couleur_transparente_compte_avec_son_fond():
    # La moitié de noir sur blanc : 127,5, soit une luminance de 0,214 et un rapport de 1,05 / 0,264 = 3,98.
    assert round(contraste("rgba(0,0,0,0.5)", "#ffffff"), 2) == 3.98


def test_les_textes_de_la_feuille_de_style():
    pales = {}
    vus = 0
    for feuille in (theme.CSS, diaporama.CSS):
        for selecteur, p in regles(feuille):
            if "color" not in p or not (couleur := HEXA.search(p["color"])):
                continue
            propre = HEXA.search(p.get("background", ""))
            fonds = (propre[0],) if propre else (FOND_DU_PARENT[selecteur],) if selecteur in FOND_DU_PARENT else FONDS
            vus += 1
            pales |= {(selecteur, f): c for f in fonds if (c := round(contraste(couleur[0], f), 2)) < TEXTE}
    assert pales == {}
    assert vus >= 30  # sans quoi la lecture de la feuille se serait cassée


def test_les_champs_et_les_boutons_ont_un_contour_visible():
    bordes = [s for s, p in regles(theme.CSS) if theme.BORD in p.get("border-color", "")]
    assert len(bordes) == 1
    for composant in ("stSelectbox", "stTextInputRootElement", "stButtonGroup", "secondary", "stFileUploaderDropzone"):
        assert composant in bordes[0]
    assert {p: c for p, c in rapides((theme.BORD, f) for f in FONDS).items() if c < OBJET} == {}


def test_le_focus_et_les_etiquettes_se_voient():
    for couleur in (theme.ACCENT, theme.ALERTE, theme.DEMONSTRATION, theme.ENCRE_DOUCE):
        assert min(contraste(couleur, f) for f in FONDS) >= OBJET


def test_le_theme_de_streamlit():
    assert (THEME["textColor"], THEME["primaryColor"]) == (theme.ENCRE, theme.ACCENT)
    fonds = (THEME["backgroundColor"], THEME["secondaryBackgroundColor"])
    assert min(contraste(THEME[c], f) for c in ("textColor", "primaryColor", "linkColor") for f in fonds) >= TEXTE
    # Le texte blanc d'un bouton plein.
    assert contraste("#ffffff", THEME["primaryColor"]) >= TEXTE


def test_les_series_se_detachent_du_fond():
    series = {*theme.GRIS_COMPARAISON, *theme.TEINTES_QUARTIERS, *theme.TEINTES_PILIERS.values()}
    assert {p: c for p, c in rapides((s, PAGE) for s in series).items() if c < OBJET} == {}
    # Les gris se rangent du plus foncé au plus clair : en noir et blanc, l'ordre reste.
    assert sorted(theme.GRIS_COMPARAISON, key=lambda g: -contraste(g)) == list(theme.GRIS_COMPARAISON)


def test_le_pourcentage_ecrit_en_blanc_dans_les_barres_de_la_carte():
    fonds = {carte_quartiers._teinte_du_pilier(p) for p in (*theme.TEINTES_PILIERS, "inconnu")}
    assert {p: c for p, c in rapides(("#ffffff", f) for f in fonds).items() if c < TEXTE} == {}


def test_les_etiquettes_de_la_carte_sur_la_teinte_la_plus_foncee():
    # Leur fond est un voile blanc de 88 % : dessous, au pire, la dernière classe de la rampe.
    fond = "#" + "".join(f"{round(255 * 0.88 + int(theme.RAMPE[-1][i : i + 2], 16) * 0.12):02x}" for i in (1, 3, 5))
    assert contraste(theme.ENCRE, fond) >= TEXTE


def test_les_nombres_des_tables_teintees():
    ecrits = [("#ffffff" if n >= credits_chaleur.FONCEES else theme.ENCRE, t) for n, t in enumerate(theme.RAMPE)]
    assert {p: c for p, c in rapides(ecrits).items() if c < TEXTE} == {}
    # En noir et blanc, chaque classe est plus foncée que la précédente.
    clartes = [contraste(t) for t in theme.RAMPE]
    assert clartes == sorted(set(clartes))


def test_le_plan_de_reperage_distingue_le_quartier_sans_la_couleur():
    autre = reperage.AUTRE_QUARTIER
    assert contraste(theme.ACCENT, autre) >= OBJET
    assert contraste(theme.ENCRE_DOUCE, theme.FOND_DOUX) >= OBJET  # le contour des autres


def test_les_bandes_du_fond_ont_un_contour():
    # Elles sont pâles pour laisser lire ce qui passe dessus : c'est leur contour qui les dessine.
    assert [contraste(b[2]) < OBJET for b in graphique_points.BANDES] == [True, True]
    assert min(contraste(theme.ENCRE, b[2]) for b in graphique_points.BANDES) >= TEXTE


def test_toutes_les_couleurs_de_tous_les_graphiques():
    genres, textes, objets = set(), set(), set()
    for bloc in tous_les_blocs(entrepot()).values():
        if a_un_graphique(bloc):
            genres.add(bloc.genre)
            siens = couleurs_de_figure(figure(bloc))
            textes |= siens[0]
            objets |= siens[1]
    assert {p: c for p, c in rapides((t, PAGE) for t in textes).items() if c < TEXTE} == {}
    assert {p: c for p, c in rapides((o, PAGE) for o in objets).items() if c < OBJET} == {}
    assert genres >= {"barres", "courbe", "points", "pyramide", "quadrant", "flux", "nuage"}
