"""D'une vue à l'autre de la page Comparaisons, l'adresse ne perd rien ; une vue dit ce qu'elle ne montre pas."""

import pytest

from tests.outils.apptest import executer
from tests.outils.lecture_page import choix, fautes, texte


def adresse(essai) -> dict[str, str]:
    """Les filtres écrits dans l'adresse, une valeur par clé."""
    return {cle: v[-1] if isinstance(v, list) else v for cle, v in essai.query_params.items()}


def aller(essai, vue: str):
    """Clique sur une vue."""
    boutons = next(b for b in essai.get("button_group") if b.proto.id.endswith("choix_vue"))
    boutons.set_value(vue).run()
    assert fautes(essai) == []
    return essai


def test_l_indicateur_et_la_reference_reviennent_apres_une_vue_qui_ne_les_a_pas():
    essai = executer("comparaisons", vue="indicateur", indicateur="part_femmes", reference="QPV-D11")
    depart = {"indicateur": "part_femmes", "reference": "QPV-D11"}
    aller(essai, "ecarts")
    assert adresse(essai) == {"vue": "ecarts"} | depart
    lu = texte(essai)
    assert "Le QPV médian de l'Aude n'est pas proposé ici" in lu
    assert "l'agglomération est affichée." in lu
    assert (
        "« Part des femmes » ne se compare pas dans le temps à cette référence : « Revenu médian » est affiché." in lu
    )
    assert "qui n'existe pas ici" not in lu
    assert (choix(essai, "reference"), choix(essai, "indicateur")) == ("200035715", "revenu_median")
    aller(essai, "indicateur")
    assert adresse(essai) == {"vue": "indicateur"} | depart
    assert (choix(essai, "reference"), choix(essai, "indicateur")) == ("QPV-D11", "part_femmes")


def test_la_vue_reste_dans_l_adresse_quand_l_indicateur_y_est():
    """Sans vue, un indicateur dans l'adresse ouvre sa vue ; un clic sur une autre doit s'écrire, même la première."""
    essai = executer("comparaisons", indicateur="taux_pauvrete", reference="QPV-D11")
    assert choix(essai, "vue") == "indicateur"
    aller(essai, "tableau")
    assert adresse(essai) == {"vue": "tableau", "indicateur": "taux_pauvrete", "reference": "QPV-D11"}
    assert choix(essai, "reference") == "QPV-D11"
    aller(essai, "indicateur")
    assert (choix(essai, "vue"), choix(essai, "indicateur")) == ("indicateur", "taux_pauvrete")


@pytest.mark.parametrize("reference", ["D11", "R76", "FR-METRO", "QPV-R76"])
def test_une_reference_des_autres_vues_vaut_aussi_pour_les_ecarts(reference):
    essai = executer("comparaisons", vue="ecarts", reference=reference)
    assert fautes(essai) == []
    assert choix(essai, "reference") == reference
    assert "n'est pas proposé ici" not in texte(essai)


def test_une_reference_inconnue_partout_se_dit_comme_une_faute_d_adresse():
    essai = executer("comparaisons", vue="ecarts", reference="<script>")
    assert fautes(essai) == []
    assert "L'adresse demande « <script> », qui n'existe pas ici" in texte(essai)


def test_deux_annees_se_choisissent_et_tiennent_dans_l_adresse():
    essai = executer("comparaisons", vue="ecarts", indicateur="revenu_median", annees="2018-2019")
    assert fautes(essai) == []
    assert "l'écart avec l'agglomération, 2018 et 2019" in texte(essai)
    essai.selectbox(key="choix_annees").set_value("2016-2019").run()
    assert adresse(essai) == {"vue": "ecarts", "indicateur": "revenu_median"}
