"""Le registre des pages et la liste des adresses essayées disent la même chose."""

from tests.outils.adresses import SLUGS
from tests.outils.apptest import slugs


def test_chaque_page_du_registre_est_essayee():
    assert sorted(slugs()) == sorted(SLUGS)
