"""Un serveur redémarre sous une page ouverte : elle se refait d'elle-même, et tout y marche sans la recharger."""

import os
from pathlib import Path

import pytest

from tests.outils.navigateur import Visite, attendre_fin
from tests.outils.replicas import Replique
from tests.outils.serveur import port_libre

pytestmark = pytest.mark.navigateur

VUE = "/comparaisons?vue=indicateur&indicateur=revenu_median"
PATIENCE = 60_000


def test_apres_un_redemarrage_la_page_se_refait_et_le_telechargement_marche(visite: Visite, tmp_path: Path):
    variables = {**os.environ, "PYTHONUTF8": "1"}
    serveur = Replique("seul", port_libre(), variables, [], tmp_path / "journal.txt")
    serveur.demarrer()
    try:
        page = visite.aller(f"http://localhost:{serveur.port}{VUE}")
        adresse, executions = page.url, len(visite.executions)
        serveur.tuer()
        serveur.demarrer()
        for _ in range(PATIENCE // 100):
            if len(visite.executions) > executions:
                break
            page.wait_for_timeout(100)
        assert len(visite.executions) > executions  # sans un clic : le navigateur a redemandé la page
        attendre_fin(page, PATIENCE)
        assert page.url == adresse
        with page.expect_download(timeout=PATIENCE) as attendu:
            page.get_by_role("button", name="Télécharger (tableur)").first.click()
        assert Path(attendu.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    finally:
        serveur.arreter()
