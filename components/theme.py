"""Les couleurs, les tailles et le style : une identité neutre, sobre, sans marque de l'État.

Les teintes viennent de jeux éprouvés pour les daltonismes (Okabe-Ito, Paul Tol), assombries
pour tenir 3:1 sur blanc en surface et 4,5:1 en texte. La couleur n'est jamais seule à parler :
chaque série a son nom écrit, chaque statut son mot.
"""

import re

ENCRE = "#1c2426"
ENCRE_DOUCE = "#4a585b"
TRAIT = "#d5dbd9"
FOND_DOUX = "#f3f5f4"
ACCENT = "#0b5563"
ALERTE = "#9a3b00"
DEMONSTRATION = "#7a3e9d"
# Le contour de ce qui se clique ou se remplit : 3:1 sur blanc et sur fond doux, là où TRAIT n'est qu'un filet.
BORD = "#71807c"
FOND_RESERVE, RAYURE = "#fdf5ef", "#f6eefa"

# Le quartier regardé est en accent ; ce à quoi on le compare est en gris, du plus proche au plus large.
GRIS_COMPARAISON = ("#56646a", "#707e83", "#87959a")
TEINTES_QUARTIERS = ("#0072b2", "#c4510a", "#008060", "#a03070", "#75600a")
TEINTES_PILIERS = {
    "cohesion_sociale": "#0b5563",
    "hors_cohesion_sociale": "#946200",
    "emploi": "#c4510a",
    "cadre_de_vie": "#5a7d1e",
    "pilotage": "#6b6b6b",
    # Les six piliers de 2024 : chacun dans la famille de celui de 2015-2023 dont il est le plus proche.
    "education": "#0072b2",
    "acces_droits": "#5b4ea3",
    "jeunesse_culture_sports": "#a03070",
    "emploi_developpement": "#9c4400",
    "cadre_vie_transitions": "#3f6b1e",
    "soutien_acteurs": "#4a4a4a",
    "total": "#0b5563",
}
# Rampe d'une seule teinte pour les cartes : la clarté décroît, lisible aussi en gris.
RAMPE = ("#d8ecec", "#a5d0d1", "#65a9ad", "#2c7f88", "#0b5563")
SANS_VALEUR = "#ffffff"

POLICE = "'Source Sans', 'Source Sans 3', 'Segoe UI', sans-serif"

CSS = f"""
[data-testid="stMainBlockContainer"] {{ max-width: 1640px; padding: .6rem 2rem 3rem; margin: 0 auto; }}
[data-testid="stHeader"] {{ height: 0; min-height: 0; }}
h1 {{ font-size: 2.2rem; letter-spacing: -.01em; padding: .3rem 0 0; margin: 0; color: {ENCRE}; }}
h2 {{ font-size: 1.45rem; padding: .5rem 0 0; margin: 0; color: {ENCRE}; }}
[data-testid="stVerticalBlock"] {{ gap: .6rem; }}
h3 {{ font-size: 1.15rem; padding: 0; margin: 0; color: {ENCRE}; font-weight: 650; }}
a[data-testid="stPageLink-NavLink"] {{ padding: .3rem .6rem; border-radius: .4rem; }}
a[data-testid="stPageLink-NavLink"] p {{ font-size: 1rem; color: {ENCRE}; white-space: nowrap; }}
a[data-testid="stPageLink-NavLink"]:hover {{ background: {FOND_DOUX}; }}
:focus-visible {{ outline: 3px solid {ACCENT} !important; outline-offset: 2px; }}
/* La page entière et le titre d'une étape projetée reçoivent le focus sans que rien ne s'y fasse. */
[data-testid="stMain"]:focus-visible, .st-key-diapositive h1:focus-visible {{ outline: none !important; }}
[data-testid="stMain"]:focus-visible::before {{ content: none !important; }}
/* Les mots anglais de Streamlit sont retirés, même pour un lecteur d'écran, et remplacés par les nôtres. */
[data-testid="stSkipToContent"], [data-testid="stSelectbox"] button[aria-label="Open"],
  [data-testid="InputInstructions"],
[data-testid="stTextInput"] button {{ display: none !important; }}
[data-testid="stSelectbox"] [data-baseweb="select"] > div:first-child::after,
  [data-testid="stSelectbox"] > div > div::after {{
  content: "▾"; position: absolute; right: .8rem; top: 50%; transform: translateY(-50%); pointer-events: none;
    color: {ENCRE}; }}
.evitement {{ position: absolute; left: -999rem; }}
.evitement:focus {{ left: 1rem; top: .5rem; background: #fff; padding: .4rem .8rem; z-index: 10;
  border: 2px solid {ACCENT}; }}
.marque {{ font-weight: 700; color: {ACCENT}; font-size: 1.05rem; white-space: nowrap; margin: 0 1.2rem 0 0; }}
.rang {{ font-size: .95rem; color: {ENCRE_DOUCE}; margin: 0 .6rem 0 0; }}
.st-key-choix_section {{ margin-top: .2rem; }}
.st-key-choix_section button {{ padding: .25rem .35rem; }}
.st-key-choix_section button p {{ font-size: .9rem; }}
.reperage {{ width: 100%; max-width: 205px; display: block; margin-left: auto; background: {FOND_DOUX};
  border-radius: .5rem; }}
@media (max-width: 1100px) {{ .reperage {{ max-width: 130px; }} }}
.chapeau {{ font-size: 1.2rem; line-height: 1.5; color: {ENCRE}; max-width: 62rem; margin: 0 0 .6rem; }}
.phrase {{ font-size: 1.08rem; line-height: 1.45; margin: .15rem 0 .2rem; max-width: 52rem; }}
.source {{ font-size: .86rem; line-height: 1.4; color: {ENCRE_DOUCE}; margin: .2rem 0; }}
.reserve {{ font-size: .92rem; line-height: 1.4; margin: .25rem 0; padding: .3rem .7rem;
  border-left: 4px solid {ALERTE}; background: {FOND_RESERVE}; }}
.cles {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem;
  margin: .3rem 0 .5rem; }}
.cle {{ border: 1px solid {TRAIT}; border-top: 5px solid {ACCENT}; border-radius: .5rem; padding: .8rem 1.1rem;
  background: #fff; }}
.cle .nom {{ font-size: 1rem; color: {ENCRE_DOUCE}; margin: 0; }}
.cle .valeur {{ font-size: 2.4rem; line-height: 1.15; font-weight: 700; color: {ENCRE}; margin: .1rem 0;
  font-variant-numeric: tabular-nums; }}
.cle .valeur.absente {{ font-size: 1.35rem; font-style: italic; font-weight: 500; color: {ENCRE_DOUCE}; }}
.cle .lecture {{ font-size: 1rem; line-height: 1.35; margin: .1rem 0 .2rem; }}
.cle .source {{ font-size: .84rem; }}
.etiquette {{ display: inline-block; font-size: .78rem; line-height: 1.2; padding: .1rem .45rem; border-radius: 1rem;
  border: 1px solid {ENCRE_DOUCE}; color: {ENCRE}; background: #fff; white-space: nowrap; }}
.etiquette.conteste, .etiquette.corrige {{ border-color: {ALERTE}; color: {ALERTE}; }}
.etiquette.demonstration {{ border-color: {DEMONSTRATION}; color: {DEMONSTRATION}; border-style: dashed; }}
.etiquette.secret, .etiquette.non_disponible, .etiquette.non_applicable {{ font-style: italic; border-style: dotted; }}
.bandeau-demonstration {{ border: 2px dashed {DEMONSTRATION}; background: repeating-linear-gradient(135deg,
  #fff 0 14px, {RAYURE} 14px 28px); padding: .7rem 1rem; border-radius: .5rem; font-size: 1.05rem; margin: .4rem 0; }}
.bandeau-demonstration strong {{ color: {DEMONSTRATION}; }}
.defile {{ overflow-x: auto; }}
table.donnees {{ border-collapse: collapse; width: 100%; font-size: .95rem; margin: .3rem 0; }}
table.donnees caption {{ text-align: left; font-weight: 600; padding: .2rem 0; }}
table.donnees th, table.donnees td {{ border-bottom: 1px solid {TRAIT}; padding: .35rem .6rem; text-align: left;
  vertical-align: top; }}
table.donnees thead th {{ background: {FOND_DOUX}; border-bottom: 2px solid {ENCRE_DOUCE}; font-weight: 650; }}
table.donnees td.nombre, table.donnees th.nombre {{ text-align: right; font-variant-numeric: tabular-nums; }}
table.donnees td.nombre {{ white-space: nowrap; }}
table.donnees td.nombre.absente {{ white-space: normal; }}
@media (max-width: 1100px) {{ table.donnees.grande {{ font-size: .9rem; }} table.donnees.grande th,
  table.donnees.grande td {{ padding: .3rem .35rem; }} }}
table.donnees td.absente {{ font-style: italic; color: {ENCRE_DOUCE}; }}
table.donnees.grande {{ font-size: 1.05rem; }}
details > summary {{ cursor: pointer; font-size: .92rem; color: {ACCENT}; padding: .15rem 0; }}
.fiche {{ display: grid; grid-template-columns: 1.2fr 1fr 1fr; gap: .1rem .8rem; margin: 0; padding: 0 .6rem; }}
.fiche div {{ display: flex; flex-direction: column-reverse; justify-content: flex-end; }}
.fiche dt {{ font-size: .82rem; color: {ENCRE_DOUCE}; font-weight: 400; }}
.fiche dd {{ margin: 0; white-space: nowrap; font-size: 1.25rem; font-weight: 650;
  font-variant-numeric: tabular-nums; }}
.st-key-menu_quartiers {{ border-bottom: 1px solid {TRAIT}; padding-bottom: .4rem; margin-top: -.4rem; }}
[class*="st-key-lien_actif"] a {{ background: {ACCENT}; }}
[class*="st-key-lien_actif"] a p {{ color: #fff !important; font-weight: 600; }}
/* Deux graphiques côte à côte ne se lisent plus sur une tablette : l'un sous l'autre. */
@media (max-width: 1300px) {{ [class*="st-key-grille_"] [data-testid="stColumn"] {{
  flex: 1 1 100%; min-width: 100%; }} }}
.outils {{ display: flex; flex-wrap: wrap; gap: 0 1.6rem; }}
/* Sans « min-width », la table ouverte élargirait la page au lieu de défiler dans son cadre. */
.outils details[open] {{ flex-basis: 100%; min-width: 0; }}
h4 {{ font-size: 1rem; padding: 0; margin: .4rem 0 .1rem; font-weight: 650; color: {ENCRE}; }}
.constats {{ margin: .1rem 0 .5rem; padding-left: 1.1rem; max-width: 60rem; }}
.constats li {{ font-size: 1rem; line-height: 1.45; margin: .15rem 0; }}
.precisions {{ margin: .1rem 0 .3rem; padding-left: 1.1rem; max-width: 52rem; }}
.precisions li {{ font-size: 1rem; line-height: 1.4; margin: .1rem 0; }}
.preuves {{ margin: .3rem 0; font-size: .9rem; }}
.preuves dt {{ font-weight: 650; }}
.preuves dd {{ margin: 0 0 .3rem; }}
.message {{ font-size: .85rem; white-space: pre-wrap; background: {FOND_DOUX}; padding: .5rem .7rem;
  border-radius: .4rem; margin: .3rem 0; }}
.st-key-bloc_tableau-resserre table.donnees th, .st-key-bloc_tableau-resserre table.donnees td {{
  padding: .15rem .4rem; line-height: 1.25; }}
.repere {{ display: block; font-size: .82rem; line-height: 1.25; font-weight: 400; font-style: normal;
  color: {ENCRE_DOUCE}; }}
table.donnees th.groupe {{ padding-top: .8rem; font-size: 1.05rem; color: {ACCENT};
  border-bottom: 2px solid {ACCENT}; }}
.st-key-bloc_tableau-des-cinq table.donnees {{ table-layout: fixed; min-width: 900px; }}
.st-key-bloc_tableau-des-cinq table.donnees thead th:first-child {{ width: 18%; }}
/* Avec plus de neuf colonnes, les en-têtes se toucheraient sur une tablette : le tableau défile. */
.st-key-bloc_tableau-des-cinq table.donnees:has(thead th:nth-child(10)) {{ min-width: 1120px; }}
.st-key-bloc_tableau-des-cinq .defile {{ max-height: 88vh; overflow: auto; }}
.st-key-bloc_tableau-des-cinq thead th {{ position: sticky; top: 0; z-index: 2; }}
.st-key-bloc_tableau-des-cinq th[scope=row] {{ position: sticky; left: 0; z-index: 1; background: #fff;
  line-height: 1.25; }}
@media (max-width: 1100px) {{ .st-key-bloc_tableau-des-cinq table.donnees thead th {{ font-size: .78rem;
  padding: .3rem .2rem; }} }}
.st-key-bloc_tableau-des-cinq .repere {{ white-space: pre-line; }}
.st-key-bloc_tableau-des-cinq table.donnees th, .st-key-bloc_tableau-des-cinq table.donnees td {{
  padding: .3rem .4rem; }}
.st-key-bloc_tableau-des-cinq table.donnees td.nombre {{ font-weight: 650; white-space: normal; }}
.st-key-bloc_tableau-des-cinq table.donnees td.absente {{ font-size: .9rem; font-weight: 400; }}
.registre {{ list-style: none; margin: 0; padding: 0; }}
.registre li {{ border-bottom: 1px solid {TRAIT}; padding: .35rem 0; margin: 0; }}
.registre summary {{ color: {ENCRE}; font-size: 1rem; line-height: 1.5; }}
.registre .numero {{ font-weight: 650; font-variant-numeric: tabular-nums; }}
.registre .gravite-gra {{ background: {ALERTE}; border-color: {ALERTE}; color: #fff; }}
.registre .gravite-att {{ border-color: {ALERTE}; color: {ALERTE}; }}
.registre dl {{ margin: .4rem 0 .4rem 1.4rem; max-width: 70rem; }}
.registre dt {{ font-weight: 650; font-size: .92rem; }}
.registre dd {{ margin: 0 0 .4rem; }}
.valeurs {{ display: flex; flex-wrap: wrap; gap: .4rem 2rem; margin: .3rem 0; padding: 0 !important; }}
.valeurs dt {{ font-size: .92rem; font-weight: 400; color: {ENCRE_DOUCE}; }}
.valeurs dd {{ margin: 0; font-size: 1.7rem; line-height: 1.2; font-weight: 700; font-variant-numeric: tabular-nums; }}
.valeurs .etiquette {{ font-weight: 400; vertical-align: middle; }}
.acteurs {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(19rem, 1fr)); gap: .8rem;
  list-style: none; margin: .4rem 0; padding: 0 !important; }}
.acteurs > li {{ border: 1px solid {TRAIT}; border-top: 4px solid {ACCENT}; border-radius: .5rem;
  padding: .6rem .9rem; margin: 0; background: #fff; }}
.acteurs.ailleurs > li {{ border: 1px dashed {ENCRE_DOUCE}; background: {FOND_DOUX}; }}
.acteurs h4 {{ margin: 0; font-size: 1.05rem; }}
.acteurs p {{ font-size: .98rem; line-height: 1.4; margin: .2rem 0; }}
.acteurs .nature {{ font-size: .86rem; color: {ENCRE_DOUCE}; }}
.acteurs .telephone a {{ color: {ACCENT}; }}
.acteurs .telephone {{ font-weight: 650; font-size: 1.1rem; font-variant-numeric: tabular-nums; white-space: nowrap; }}
/* Le dépôt d'un fichier : les mots anglais sont ôtés, même pour un lecteur d'écran, et remplacés par les nôtres. */
[data-testid="stFileUploaderDropzone"] p, [data-testid="stFileUploaderDropzoneInstructions"],
  [data-testid="stFileUploaderDropzoneInput"],
[data-testid="stFileChips"],
  [data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-borderlessIcon"] {{ display: none !important; }}
[data-testid="stFileUploaderDropzone"] [data-testid="stBaseButton-secondary"]::after {{
  content: "Choisir un fichier"; }}
[data-testid="stFileUploaderDropzone"]::after {{
  content: "ou le déposer ici (.xlsx ou .csv jusqu'à 20 Mo)"; color: {ENCRE_DOUCE}; }}
.st-key-credits_correspondance_depot [data-testid="stFileUploaderDropzone"]::after {{
  content: "ou la déposer ici (.toml)"; }}
[data-testid="stFileUploader"]:has([data-testid="stFileChip"][aria-invalid="true"])::after {{
  content: "Ce fichier n'a pas été reçu : trop lourd, ou d'une autre sorte. "
    "En faire glisser un autre ici, ou recharger";
  display: block; margin-top: .4rem; font-weight: 650; color: {ALERTE}; }}
.titre-vue {{ position: absolute; left: -999rem; }}
.st-key-choix_vue button, .st-key-reglages_credits [data-testid="stButtonGroup"] button {{ padding: .2rem .5rem; }}
@media (max-width: 1100px) {{ .st-key-choix_vue button p, .st-key-reglages_credits button p {{ font-size: .86rem; }}
  .st-key-choix_vue button, .st-key-reglages_credits [data-testid="stButtonGroup"] button {{
    padding: .2rem .38rem; }}
  /* Quatre piliers, « Pilotage » compris, quatre mesures, deux années et les réglages tiennent sur une ligne. */
  .st-key-reglages_credits button p {{ font-size: .8rem; }}
  .st-key-reglages_credits [data-testid="stButtonGroup"] button {{ padding: .2rem .3rem; }} }}
.titre-carte {{ min-height: 1.6rem; }}
@media (max-width: 1300px) {{ .titre-carte {{ min-height: 3rem; }} }}
.legende {{ display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .95rem; margin: .2rem 0; padding: 0;
  list-style: none; }}
.legende li {{ margin: 0; }}
/* Sur une tablette en largeur, la carte entière tient sous les réglages, avec sa légende. */
@media (max-height: 820px) {{ .st-key-carte_des_credits iframe {{ height: 290px !important; }}
  .titre-carte {{ min-height: 1.3rem; }} .titre-carte h3 {{ font-size: 1rem; }}
  .st-key-carte_des_credits .legende {{ font-size: .82rem; gap: .05rem .8rem; margin: 0; }}
  /* Au-dessus de la carte, elle se voit toujours quand la carte se voit. */
  .st-key-carte_des_credits {{ flex-direction: column-reverse; justify-content: flex-end; gap: .3rem; }} }}
.pastille {{ display: inline-block; width: 1rem; height: 1rem; border: 1px solid {ENCRE}; vertical-align: -.12rem;
  margin-right: .4rem; }}
.copier {{ border: 1px solid {TRAIT}; border-radius: .4rem; background: #fff; padding: .3rem .8rem; font: inherit; }}
.lien-vue {{ user-select: all; overflow-wrap: anywhere; background: {FOND_DOUX}; padding: .1rem .4rem; }}
.pied {{ border-top: 1px solid {TRAIT}; margin-top: 2rem; padding-top: .6rem; font-size: .86rem;
  color: {ENCRE_DOUCE}; }}
.st-key-menu_pied a[data-testid="stPageLink-NavLink"] {{ padding-left: 0; }}
.st-key-menu_pied a[data-testid="stPageLink-NavLink"] p {{ font-size: .86rem; color: {ACCENT};
  text-decoration: underline; }}
/* Les contours de Streamlit sont trop pâles pour qu'un champ se voie ; un choix fait se voit aussi sans la couleur. */
[data-testid="stSelectbox"] div, [data-testid="stTextInputRootElement"], button[kind="secondary"],
  [data-testid="stButtonGroup"] button:not([aria-checked="true"], [aria-pressed="true"]),
  [data-testid="stFileUploaderDropzone"] {{ border-color: {BORD} !important; }}
[data-testid="stButtonGroup"] :is([aria-checked="true"], [aria-pressed="true"]) {{
  box-shadow: inset 0 -3px 0 {ACCENT}; }}
button:disabled {{ color: {ENCRE_DOUCE} !important; border-style: dashed !important; }}
/* Texte agrandi ou espacé par le lecteur : un bouton grandit avec son texte, qui passe à la ligne. */
.stApp button {{ height: auto; min-height: 2rem; }}
.stApp button p {{ margin: 0 !important; }}
[data-testid="stButtonGroup"] button p {{ white-space: normal; text-overflow: clip; }}
.message, .preuves dd, .source {{ overflow-wrap: anywhere; }}
/* Un écran agrandi quatre fois n'a plus que 320 pixels de large. */
@media (max-width: 640px) {{ [data-testid="stMainBlockContainer"] {{ padding: .6rem .8rem 3rem; }}
  h1 {{ font-size: 1.7rem; overflow-wrap: anywhere; }} .fiche {{ grid-template-columns: 1fr 1fr; padding: 0; }}
  .fiche dd {{ white-space: normal; }} .cles, .acteurs {{ grid-template-columns: 1fr; }}
  .stApp a[data-testid="stPageLink-NavLink"] :is(p, span) {{ white-space: normal; }}
  .stApp .st-key-diapositive .phrase {{ font-size: 1.2rem; }}
  .stApp .st-key-diapositive .valeurs dd {{ font-size: 1.7rem; }}
  /* Un graphique ne se replie pas : il garde une largeur lisible et défile dans son cadre. */
  [data-testid="stElementContainer"]:has(> [data-testid="stFullScreenFrame"] [data-testid="stPlotlyChart"]) {{
    overflow-x: auto; }} [data-testid="stFullScreenFrame"]:has([data-testid="stPlotlyChart"]) {{ min-width: 600px; }} }}
@media (prefers-reduced-motion: reduce) {{ *, ::before, ::after {{ animation: none !important;
  transition: none !important; scroll-behavior: auto !important; }} }}
/* Couleurs imposées par le système : un dessin garde son fond blanc et ses teintes, un choix fait garde sa marque. */
@media (forced-colors: active) {{ [data-testid="stPlotlyChart"], .reperage, .pastille, .avancement,
  .avancement > span {{ forced-color-adjust: none; background-color: #fff; }}
  .avancement > span {{ background-color: {ACCENT}; }}
  [class*="st-key-lien_actif"] a, [data-testid="stButtonGroup"] :is([aria-checked="true"], [aria-pressed="true"]) {{
    outline: 3px solid CanvasText; }} }}
"""


# Servie telle quelle : sans ses commentaires ni ses blancs, elle pèse un dixième de moins.
CSS = re.sub(r"\s*([{};])\s*|(?<=[:,])\s+", r"\1", re.sub(r"/\*.*?\*/", "", CSS))


def couleurs(cles: list[str], accents: tuple[str, ...]) -> dict[str, str]:
    """Clé -> couleur : l'accent pour les clés mises en avant, les piliers leur teinte, les autres en gris.

    Sans clé mise en avant, chaque clé a sa teinte dans l'ordre d'apparition.
    """
    rendu: dict[str, str] = {}
    gris = iter(GRIS_COMPARAISON * 4)
    teintes = iter(TEINTES_QUARTIERS * 4)
    for cle in cles:
        if cle in TEINTES_PILIERS:
            rendu[cle] = TEINTES_PILIERS[cle]
        elif cle in accents:
            rendu[cle] = ACCENT
        elif accents:
            rendu[cle] = next(gris)
        else:
            rendu[cle] = next(teintes)
    return rendu


def teinte(valeur: float | None, bas: float, haut: float) -> str:
    """La teinte d'une valeur entre le plus bas et le plus haut ; blanc quand il n'y a pas de valeur."""
    if valeur is None:
        return SANS_VALEUR
    part = (valeur - bas) / (haut - bas) if haut > bas else 0.5
    return RAMPE[min(int(part * len(RAMPE)), len(RAMPE) - 1)]
