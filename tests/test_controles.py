"""Le registre des contradictions : sa forme, ses citations, et ses calculs refaits."""

import ast
import csv
import operator
import re
from collections import Counter

import pytest

from data.dossiers import RACINE

TABLES = RACINE / "data" / "tables"
COLONNES = [
    "controle",
    "gravite",
    "territoire",
    "indicateur",
    "constat",
    "calcul",
    "valeur_retenue",
    "certitude",
    "reference",
]
MOTS_MAXIMUM = 15


def lire(nom):
    with (TABLES / nom).open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


REGISTRE = lire("controles.csv")
entrees = pytest.mark.parametrize("entree", REGISTRE, ids=lambda e: e["controle"])


def citations(texte):
    """Les passages entre guillemets, les guillemets imbriqués restant dans le passage."""
    trouvees, ouverts = [], []
    for rang, signe in enumerate(texte):
        if signe == "«":
            ouverts.append(rang)
        elif signe == "»":
            debut = ouverts.pop()
            if not ouverts:
                trouvees.append(texte[debut + 1 : rang].strip())
    assert not ouverts, f"guillemet non fermé : {texte}"
    return trouvees


# --- les égalités écrites dans la colonne « calcul » -------------------------------------

NOMBRE = r"\d+(?: \d{3})*(?:,\d+)?"
TERME = rf"\(?(?:{NOMBRE})\)?"
EGALITE = re.compile(rf"({TERME}(?: [+−×/] {TERME})+) = ([+−]? ?{NOMBRE})( %)?")
OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def nombre(texte):
    return float(texte.replace(" ", "").replace(",", ".").replace("−", "-"))


def evaluer(expression):
    """Calcule « (24 + 20,5) / 5 » sans exécuter autre chose que les quatre opérations."""
    code = re.sub(r"(?<=\d) (?=\d)", "", expression)
    for de, vers in ((",", "."), ("−", "-"), ("×", "*")):
        code = code.replace(de, vers)

    def aller(noeud):
        if isinstance(noeud, ast.Constant):
            return noeud.value
        return OPERATIONS[type(noeud.op)](aller(noeud.left), aller(noeud.right))

    return aller(ast.parse(code, mode="eval").body)


def egalites(texte):
    """(expression, résultat imprimé, en pourcentage) pour chaque égalité ; les sommes seules aussi."""
    for trouvee in EGALITE.finditer(texte):
        expression = trouvee[1]
        if expression.count("(") != expression.count(")"):
            expression = expression.strip("()")
        yield expression, trouvee[2], bool(trouvee[3])


def juste(expression, imprime, pourcent):
    """Vrai si le calcul tombe sur le nombre imprimé, à la moitié de sa dernière décimale près."""
    decimales = len(imprime.partition(",")[2])
    tolerance = 0.5 * 10**-decimales + 1e-9
    exact = evaluer(expression)
    possibles = [exact, exact * 100, (exact - 1) * 100] if pourcent else [exact]
    return any(abs(p - nombre(imprime)) <= tolerance for p in possibles)


def test_le_juge_des_egalites_sait_dire_non():
    assert list(egalites("58 + 74 = 132 ; 113 / 1 898 = 6,0 %.")) == [
        ("58 + 74", "132", False),
        ("113 / 1 898", "6,0", True),
    ]
    assert juste("58 + 74", "132", False)
    assert not juste("58 + 74", "133", False)
    assert juste("1 000 / 760", "+ 31,6", True)
    assert not juste("113 / 1 898", "6,1", True)
    assert juste("(24 + 20,5 + 28,4 + 30,2 + 0) / 5", "20,6", False)


@entrees
def test_les_egalites_du_calcul_sont_justes(entree):
    fausses = [e for e in egalites(entree["calcul"]) if not juste(*e)]
    assert fausses == []


def test_le_registre_contient_assez_d_egalites_pour_etre_refait():
    assert sum(len(list(egalites(e["calcul"]))) for e in REGISTRE) >= 80


# --- la forme ------------------------------------------------------------------------------


def test_colonnes_et_numeros():
    assert list(REGISTRE[0]) == COLONNES
    assert [e["controle"] for e in REGISTRE] == [f"C{i:03d}" for i in range(1, len(REGISTRE) + 1)]


@entrees
def test_une_entree_est_complete_sur_une_ligne(entree):
    assert entree["gravite"] in {"information", "attention", "grave"}
    assert entree["certitude"] in {"prouvee", "tres_probable", "suspecte", "reserve"}
    for colonne in ("constat", "calcul", "valeur_retenue", "reference"):
        assert entree[colonne].strip() == entree[colonne] != ""
    assert not any(re.search(r"[\r\n\t]", v) for v in entree.values())


@entrees
def test_le_constat_cite_court_et_le_calcul_ne_cite_pas(entree):
    assert citations(entree["constat"]), "le constat doit citer ce qui se contredit"
    longues = [c for c in citations(entree["constat"]) if len(c.split()) > MOTS_MAXIMUM]
    assert longues == []
    assert citations(entree["calcul"] + entree["valeur_retenue"] + entree["reference"]) == []


@entrees
def test_les_codes_existent(entree):
    territoires = {t["code"] for t in lire("territoires.csv")}
    indicateurs = {i["indicateur"] for i in lire("indicateurs.csv")}
    assert set(filter(None, entree["territoire"].split(";"))) <= territoires
    assert set(filter(None, entree["indicateur"].split(";"))) <= indicateurs


def test_aucune_adresse_de_messagerie_ni_telephone():
    for entree in REGISTRE:
        assert not re.search(r"@|\b0[1-9](?:[ .]?\d\d){4}\b", " ".join(entree.values()))


def test_aucun_constat_en_double():
    assert [c for c, n in Counter(e["constat"] for e in REGISTRE).items() if n > 1] == []


# --- les grandes contradictions, refaites à partir des tables -------------------------------


def entree_citant(*morceaux):
    trouvees = [e for e in REGISTRE if all(m in e["constat"] + e["calcul"] for m in morceaux)]
    assert len(trouvees) == 1, [e["controle"] for e in trouvees]
    return trouvees[0]


def publies(mesure):
    return {
        c["annee"]: float(c["valeur"])
        for c in lire("credits_publies.csv")
        if c["pilier"] == "total" and c["mesure"] == mesure
    }


def test_545_actions_et_non_566():
    actions = publies("actions")
    assert sum(v for a, v in actions.items() if a.isdigit()) == 545
    assert actions["2016-2022"] == 566
    assert entree_citant("566 actions soutenues", "= 545")["certitude"] == "prouvee"


def test_6_899_milliers_d_euros_et_non_6_904_173():
    montants = publies("montant")
    assert sum(v for a, v in montants.items() if a.isdigit()) == 6_899_000
    assert montants["2016-2022"] - 6_899_000 == 5_173
    assert entree_citant("6 904 173", "6 899 milliers")["gravite"] == "attention"


def test_1108_euros_corriges_en_milliers():
    (ligne,) = [c for c in lire("credits_publies.csv") if (c["annee"], c["mesure"]) == ("2022", "montant")]
    assert (ligne["valeur"], ligne["statut"], ligne["valeur_publiee"]) == ("1108000", "corrige", "1108")
    assert REGISTRE[0]["controle"] in ligne["note"]
    assert "1108€" in REGISTRE[0]["constat"]


def test_chaque_renvoi_des_credits_mene_a_une_entree():
    codes = {e["controle"] for e in REGISTRE}
    renvois = {r for c in lire("credits_publies.csv") for r in re.findall(r"C\d{3}", c["note"])}
    assert renvois == {"C001", "C002", "C003", "C004", "C005"}
    assert renvois <= codes


def valeur(territoire, indicateur, annee, source, modalite=""):
    (ligne,) = [
        v
        for v in lire("valeurs.csv")
        if (v["territoire"], v["indicateur"], v["annee"], v["source"], v["modalite"])
        == (territoire, indicateur, annee, source, modalite)
    ]
    return float(ligne["valeur"])


QUATRE = ("QP011002", "QP011003", "QP011004", "QP011006")


@pytest.mark.parametrize(
    ("modalite", "avec", "sans", "fin"),
    [
        ("", 1850, 1664, 1609),
        ("50_ans_et_plus", 449, 392, 431),
        ("moins_26_ans", 333, 314, 276),
        ("femmes", 899, 806, 737),
    ],
)
def test_la_baisse_de_la_demande_d_emploi_vient_de_fleming(modalite, avec, sans, fin):
    """Le total imprimé pour 2016 compte cinq quartiers, celui de 2020 quatre (INSEE, fin d'année)."""
    quatre = [valeur(q, "demandeurs_emploi", "2016", "insee_ipro_2017", modalite) for q in QUATRE]
    fleming = valeur("QP011005", "demandeurs_emploi", "2016", "insee_ipro_2017", modalite)
    assert (sum(quatre), sum(quatre) + fleming) == (sans, avec)
    assert sum(valeur(q, "demandeurs_emploi", "2020", "insee_ipro_2021", modalite) for q in QUATRE) == fin


def test_la_population_de_grazailles_complete_le_total():
    imprimees = [
        valeur(q, "population", "2018", "rapport_2022") for q in ("QP011002", "QP011003", "QP011004", "QP011005")
    ]
    assert sum(imprimees) == 9314
    assert valeur("QP011006", "population", "2018", "insee_demo_2022") == 10263 - 9314
