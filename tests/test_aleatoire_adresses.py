"""Des adresses au hasard, sur toutes les pages : jamais d'erreur à l'écran, et l'adresse propre se rouvre ensuite."""

from functools import lru_cache

from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from data.entrepot import charger
from tests.outils.apptest import SCRIPT, executer, slugs
from tests.outils.hasard import essais
from tests.outils.lecture_page import fautes, fragments, texte

# Toutes les clés que nos pages lisent, et une qu'elles ne lisent pas.
CLES = (
    "section", "face", "vue", "indicateur", "annee", "annees", "reference", "theme", "tri", "quartier", "gauche",
    "droite", "depuis", "panier", "presentation", "etape", "pilier", "mesure", "periode", "de", "a", "financeur",
    "nature", "enveloppe", "forme", "besoin", "repartition", "geographie", "gravite", "certitude", "source", "voix",
    "chapitre", "territoire", "inconnue",
)  # fmt: skip
VUES = ("indicateur", "ecarts", "face", "profil", "tableau", "charger", "liste", "carte", "aucun", "")
DEMESURE = "9" * 20_000


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """Des codes que l'application connaît : bien formés, mais le plus souvent à la mauvaise clé."""
    tables = charger()
    return (*tables.territoires, *list(tables.indicateurs)[:40], *tables.piliers, *VUES, "2019", "2022", "2021-T3")


def valeurs() -> st.SearchStrategy[str]:
    connus = st.deferred(lambda: st.sampled_from(codes()))
    pieges = st.sampled_from((
        "\0", "%00", "%", "%FF", "%F0%9F%92%A9", "<script>alert(1)</script>", "](javascript:alert(1))", "' OR 1=1 --",
        "../../etc/passwd", "é".encode().decode("latin-1"), "\u202e", "\ufffd", "٣", "-1", "NaN", "inf", "1e999",
        DEMESURE, ".", "...", ";", " ", "\r\n", "True", "None", "0", "__class__", "{}", "[]", "\N{PILE OF POO}",
    ))  # fmt: skip
    seule = st.one_of(connus, pieges, st.text(max_size=20))
    # Une adresse porte souvent plusieurs codes, séparés par des points ou des points-virgules.
    plusieurs = st.tuples(st.lists(seule, min_size=2, max_size=4), st.sampled_from(".;, ")).map(
        lambda t: t[1].join(t[0])
    )
    return st.one_of(seule, seule, plusieurs)


def filtres() -> st.SearchStrategy[dict[str, str | list[str]]]:
    valeur = st.one_of(valeurs(), valeurs(), st.lists(valeurs(), min_size=2, max_size=3))
    return st.dictionaries(st.sampled_from(CLES), valeur, min_size=1, max_size=4)


@lru_cache(maxsize=1)
def adresses() -> tuple[str, ...]:
    return tuple(slugs())


@lru_cache(maxsize=32)
def ouverte(slug: str) -> tuple[AppTest, str]:
    """Une page ouverte, et son texte à l'adresse sans filtre ; la même session sert à tous les tirages."""
    essai = executer(slug)
    return essai, titre(essai)


def titre(essai: AppTest) -> str:
    (seul,) = (f for f in fragments(essai) if "<h1" in f)
    return seul


def demander(essai: AppTest, demandes: dict[str, str | list[str]]) -> None:
    essai.query_params.clear()
    for cle, valeur in demandes.items():
        essai.query_params[cle] = valeur
    essai.run()


@essais(st.deferred(lambda: st.tuples(st.sampled_from(adresses()), filtres())), court=20, long=1_500)
def test_une_adresse_au_hasard(tire: tuple[str, dict[str, str | list[str]]]):
    slug, demandes = tire
    essai, sain = ouverte(slug)
    demander(essai, demandes)
    assert fautes(essai) == []
    assert "<h1" in titre(essai)
    lu = texte(essai)
    assert "<script>alert(1)" not in "".join(fragments(essai))
    assert DEMESURE not in lu
    # Rien ne reste d'une adresse fautive : la vue ordinaire revient.
    demander(essai, {})
    assert (fautes(essai), titre(essai)) == ([], sain)


def test_toutes_les_pages_sont_du_tirage():
    assert SCRIPT.name == "navigation.py"
    assert {"", "comparaisons", "credits", "fiabilite", "presentation", "grazailles"} <= set(adresses())
