"""La table teintée de la répartition : zéro n'a pas de teinte, un petit montant en a une, et le tout s'emporte."""

from dataclasses import replace

from components.credits_chaleur import _table
from components.theme import RAMPE
from data.entrepot import charger
from data.vues.credits import bloc_croise
from data.vues.credits_base import FICTIF, Choix
from tests.outils.apptest import executer
from tests.outils.lecture_page import texte
from tests.test_credits_nomenclature import ACTIONS


def test_zero_reste_blanc_et_un_petit_montant_a_la_teinte_la_plus_claire():
    tables = replace(charger(), actions=ACTIONS)
    html = _table(bloc_croise(tables, Choix("total", "montant", 2024, 2024)))
    cases = [c.replace("\u202f", " ").replace("\u00a0", " ") for c in html.split("<td")[1:]]
    # Éducation : 10 000 € à La Conte (le plus foncé), rien ailleurs ; Soutien aux acteurs : 1 000 € à La Conte.
    assert (f"background:{RAMPE[-1]}" in cases[0], "10 000 €" in cases[0]) == (True, True)
    zeros = [c for c in cases if ">0 €" in c]
    assert (len(zeros) > 10, [c for c in zeros if "background" in c]) == (True, [])
    (petite,) = [c for c in cases if ">1 000 €" in c and "background" in c]
    assert f"background:{RAMPE[0]}" in petite


def test_la_demonstration_se_dit_et_la_table_s_emporte():
    essai = executer("credits", vue="flux")
    # La phrase est sous le dessin et sous la table.
    assert texte(essai).count(FICTIF) == 2
    assert "fichier_credits-croises-montant" in [b.key for b in essai.get("download_button")]
