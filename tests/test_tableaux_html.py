"""Le HTML que nous fabriquons : des tables que l'on peut entendre, et rien d'un fichier qui puisse s'exécuter."""

from html.parser import HTMLParser

import pytest

from components.chiffres import carte_chiffre, rangee
from components.html import Html, assembler, balise, montrer, sans_markdown, texte
from components.tableaux import depliant, etiquette, table
from data.blocs import croisement, tableau
from data.entrepot import charger
from data.modele import Cellule, Tableau
from data.vues.tableau_des_cinq import tableau_des_cinq
from tests.outils.fabrique import bloc, ligne

HOSTILES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "</td></tr></table><iframe src=//x>",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "a & b",
)


class Lecteur(HTMLParser):
    """Ce qu'un navigateur comprend : les balises avec leurs attributs, et le texte."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.textes: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.balises.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.textes.append(data)

    def noms(self) -> set[str]:
        return {nom for nom, _ in self.balises}

    def de(self, nom: str) -> list[dict[str, str | None]]:
        return [attributs for n, attributs in self.balises if n == nom]


def petite_table(mot: str = "Mot", **reglages):
    lignes = (
        (Cellule(mot), Cellule("61 %", 61.0, "conteste"), Cellule("secret statistique", None, "secret"), Cellule(mot)),
    )
    return table(Tableau(mot, ("Nom", mot, "Part", "Note"), lignes), **reglages)


@pytest.mark.parametrize("hostile", HOSTILES)
def test_tout_est_neutralise_dans_une_table(hostile):
    lu = Lecteur(petite_table(hostile, nom=hostile))
    assert lu.noms() == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "span"}
    permis = {"class", "scope", "tabindex", "role", "aria-label"}
    assert {cle for _, attributs in lu.balises for cle in attributs} <= permis
    # Le texte se lit tel qu'il a été écrit : quatre fois dans la table, et deux dans le nom du cadre.
    assert [t for t in lu.textes if t == hostile] == [hostile] * 4
    assert lu.de("div")[0]["aria-label"].count(hostile) == 2


@pytest.mark.parametrize("hostile", HOSTILES)
def test_les_attributs_sont_neutralises(hostile):
    (attributs,) = Lecteur(balise("p", "x", classe=hostile, aria_label=hostile, style=hostile)).de("p")
    assert attributs == {"class": hostile, "aria-label": hostile, "style": hostile}


@pytest.mark.parametrize("hostile", HOSTILES)
def test_une_carte_de_chiffre_neutralise_tout(hostile):
    b = bloc(ligne(hostile, 61, "conteste", unite=hostile), genre="chiffre", titre=hostile, phrase=hostile)
    lu = Lecteur(rangee((b,)))
    assert lu.noms() == {"div", "p", "span", "details", "summary", "a", "pre"}
    assert {cle for _, attributs in lu.balises for cle in attributs} == {"class", "href"}
    assert [a["href"][: len("mailto:?")] for a in lu.de("a")] == ["mailto:?"]


def test_la_table_a_une_legende_et_des_entetes_de_ligne_et_de_colonne():
    lu = Lecteur(petite_table(grande=True))
    assert len(lu.de("caption")) == 1
    assert [a["scope"] for a in lu.de("th")] == ["col"] * 4 + ["row"]
    assert lu.de("table") == [{"class": "donnees grande"}]
    assert lu.de("div") == [{"class": "defile", "tabindex": "0", "role": "region", "aria-label": "Table : Mot"}]


def test_les_nombres_et_les_absences_ne_se_ressemblent_pas():
    classes = [a.get("class") for a in Lecteur(petite_table()).de("td")]
    assert classes == ["nombre", "nombre absente", None]


def test_une_case_vide_d_une_table_croisee_n_est_pas_un_zero():
    croise = croisement(bloc(ligne("A", 0.0, categorie="x"), ligne("B", 2, categorie="y")))
    lu = Lecteur(table(croise))
    cases = [t.rstrip(" ") for t in lu.textes]
    assert [t for t in cases if t in ("—", "0\u00a0%", "2\u00a0%")] == ["0\u00a0%", "—", "—", "2\u00a0%"]


def test_autant_de_lignes_a_l_ecran_que_dans_le_bloc():
    cinq = tableau_des_cinq(charger())
    for t in (croisement(cinq), tableau(cinq)):
        lu = Lecteur(table(t))
        assert len(lu.de("tr")) == len(t.lignes) + 1
        assert len(lu.de("td")) == len(t.lignes) * (len(t.entetes) - 1)


@pytest.mark.parametrize(
    ("statut", "attendu"),
    [
        ("publie", ""),
        ("", ""),
        ("conteste", '<span class="etiquette conteste">contesté</span>'),
        ("demonstration", '<span class="etiquette demonstration">démonstration</span>'),
        ("secret", '<span class="etiquette secret">secret statistique</span>'),
    ],
)
def test_le_statut_se_lit_sauf_le_cas_ordinaire(statut, attendu):
    assert etiquette(statut) == attendu


def test_un_chiffre_absent_dit_son_motif_sans_etiquette_en_double():
    lu = Lecteur(carte_chiffre(bloc(ligne("A", None, "secret"), genre="chiffre")))
    assert [t.strip() for t in lu.textes].count("secret statistique") == 1
    assert lu.de("span") == []


def test_un_attribut_absent_ne_s_ecrit_pas():
    assert balise("p", "x", classe=None) == "<p>x</p>"
    assert balise("br") == "<br>"
    assert balise("label", "x", pour="y") == '<label for="y">x</label>'


def test_un_fragment_sur_passe_tel_quel_et_un_texte_non():
    assert texte(Html("<b>x</b>")) == "<b>x</b>"
    assert texte("<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"
    assert assembler("<", balise("b", ">")) == "&lt;<b>&gt;</b>"
    assert texte(12) == "12"


def test_les_espaces_francaises_sont_insecables_a_l_ecran():
    assert texte("Source : Insee ; 61 %") == "Source\u00a0: Insee\u202f; 61\u00a0%"


def test_un_texte_brut_ne_s_affiche_pas():
    with pytest.raises(TypeError, match=r"components\.html"):
        montrer("<b>x</b>")


def test_depliant():
    assert depliant("<", balise("p", "x")) == "<details><summary>&lt;</summary><p>x</p></details>"


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("La Conte - Ozanam", "La Conte - Ozanam"),
        ("Crédits (2019)", "Crédits (2019)"),
        ("![x](http://e)", "\\!\\[x\\](http\\:\u2060//e)"),
        (":red[a]", "\\:\u2060red\\[a\\]"),
        ("*a* _b_ `c` $d$ ~e~", r"\*a\* \_b\_ \`c\` \$d\$ \~e\~"),
        ("a\\", "a\\\\"),
    ],
)
def test_un_libelle_ne_se_lit_pas_comme_du_markdown(brut, attendu):
    assert sans_markdown(brut) == attendu
