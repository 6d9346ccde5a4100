"""Temps de calcul et poids de chaque page : `python -m tests.bench.pages`.

Le temps est celui du script de la page dans AppTest, sans navigateur : médiane de 20 exécutions
après échauffement, en millisecondes, à côté d'une page Streamlit vide mesurée dans la même
série (une machine lente l'est pour les deux). Le poids est celui des messages reçus par le
vrai navigateur sur son canal WebSocket, avant compression, au premier affichage puis quand la
page est exécutée de nouveau. Code de sortie 1 si une page dépasse les limites.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from components.chargement import entrepot
from components.etat_url import SEPARATEUR
from data.vues.portraits import FACE_A, SECTIONS, se_compare
from data.vues.portraits import sections as sections_du_portrait
from data.vues.questions import questions
from data.vues.veille_active import bloc_veille_active
from tests.bench.releve import Releve, imprimer, nombre
from tests.outils.adresses import AVEC_CARTE, VUES_COMPAREES
from tests.outils.apptest import executer, slugs
from tests.outils.navigateur import Visite, attendre_fin, attendre_traces, navigateur, visiter
from tests.outils.serveur import serveur

PAGE_VIDE = 'import streamlit as st\nst.title("Vide")\n'
ECHAUFFEMENT, REPETITIONS = 3, 20
LIMITE_MS, LIMITE_FOIS, LIMITE_KO = 50.0, 15.0, 80.0


def mediane_ms(essai: AppTest) -> float:
    """La médiane du temps d'une exécution, en millisecondes."""
    for _ in range(ECHAUFFEMENT):
        essai.run()
    durees = []
    for _ in range(REPETITIONS):
        debut = time.perf_counter()
        essai.run()
        durees.append((time.perf_counter() - debut) * 1000)
    return statistics.median(durees)


@contextmanager
def page_vide() -> Iterator[Path]:
    """Un fichier de page Streamlit vide, le temps de la mesure."""
    with tempfile.TemporaryDirectory(prefix="qpv-bench-") as dossier:
        chemin = Path(dossier) / "vide.py"
        chemin.write_text(PAGE_VIDE, encoding="utf-8")
        yield chemin


def poids_ko(visite: Visite, adresse: str, carte: bool) -> tuple[float, float]:
    """Les octets de la plus lourde exécution du premier affichage, puis d'une nouvelle, en milliers d'octets."""
    visite.executions[:] = [0]
    page = visite.aller(adresse)
    if carte:
        attendre_traces(page, 5)
    page.wait_for_timeout(500)
    premier = max(visite.executions)
    visite.executions[:] = [0]
    page.keyboard.press("r")  # le raccourci de Streamlit pour exécuter de nouveau
    attendre_fin(page)
    page.wait_for_timeout(500)
    return premier / 1000, max(visite.executions) / 1000


def mesurer_poids(adresses: list[str]) -> dict[str, tuple[float, float]]:
    """Le poids de chaque page, chacune dans une fenêtre neuve du même serveur."""
    poids = {}
    with navigateur() as ouvert, serveur() as marche:
        for slug in adresses:
            with visiter(ouvert) as visite:
                poids[slug] = poids_ko(visite, f"{marche.adresse}/{slug}", slug.partition("?")[0] in AVEC_CARTE)
    return poids


def vues() -> list[str]:
    """Les vues qui ne sont pas l'ouverture d'une page : chaque section d'un portrait, chaque pilier, chaque voix."""
    quartiers = {t.slug for t in entrepot().quartiers()}
    portraits = [s for s in slugs() if s in quartiers]
    portrait = portraits[0]
    tous = "face=" + SEPARATEUR.join(FACE_A)
    return [
        *(f"{portrait}?section={section}" for section in sections_du_portrait(entrepot())),
        # Le pire : chaque quartier n'a ni les mêmes années ni les mêmes réserves, et le lecteur peut tout comparer.
        *(f"{p}?section={section}&{tous}" for p in portraits for section in SECTIONS if se_compare(section)),
        *(f"{p}?section=prestations" for p in portraits[1:]),
        "?geographie=2024&" + "&".join(f"{pli}=true" for pli in plis_de_l_accueil()),
        *(f"piliers?pilier={pilier}" for pilier in ("emploi", "cadre_de_vie", "transversal")),
        "parole?voix=porteurs",
        "?geographie=2024",
        "credits?mesure=par_habitant&quartier=" + portrait,
        *(f"comparaisons?vue={vue}" for vue in VUES_COMPAREES[1:]),
        "comparaisons?theme=revenus&face=commune.epci.ensemble_qpv.departement.region",
        "comparaisons?theme=demande-emploi&reference=11069",
    ]


def plis_de_l_accueil() -> list[str]:
    """Les plis de la page « / » : ce qu'une adresse ouvre, et qui n'est envoyé qu'alors."""
    blocs = [*(q.bloc for q in questions(entrepot())), bloc_veille_active(entrepot())]
    return [b.identifiant for b in blocs if b is not None]


def executer_adresse(adresse: str) -> AppTest:
    """La page d'une adresse complète, « grazailles?section=emploi »."""
    slug, _, filtres = adresse.partition("?")
    return executer(slug, **dict(parse_qsl(filtres)))


def releves() -> list[Releve]:
    """Une ligne par page, section et vue : le temps, et le poids le plus lourd des deux exécutions."""
    adresses = [*slugs(), *vues()]
    with page_vide() as chemin:
        vide = mediane_ms(AppTest.from_file(str(chemin)))
    temps = {adresse: mediane_ms(executer_adresse(adresse)) for adresse in adresses}
    poids = mesurer_poids(adresses)
    permis = max(LIMITE_MS, LIMITE_FOIS * vide)
    limite = f"{LIMITE_MS:.0f} ms ou {LIMITE_FOIS:.0f} pages vides ; {LIMITE_KO:.0f} ko"
    lignes = [Releve("page Streamlit vide", f"{nombre(vide)} ms")]
    for adresse in adresses:
        duree, ko = temps[adresse], max(poids[adresse])
        mesure = f"{nombre(duree)} ms ({nombre(duree / vide)} pages vides) ; {nombre(ko)} ko"
        lignes.append(Releve(f"/{adresse}", mesure, limite, duree <= permis and ko <= LIMITE_KO))
    return lignes


def main() -> int:
    """Imprime le tableau des mesures (Markdown) et rend 1 si une page dépasse une limite."""
    return imprimer(releves())


if __name__ == "__main__":
    sys.exit(main())
