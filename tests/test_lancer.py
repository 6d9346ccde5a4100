"""Le lanceur : ce qu'il décide, et les phrases qu'il dit quand quelque chose manque."""

import ast
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import lancer
from tests.outils import chromium, nginx, serie

RACINE = lancer.RACINE


def faux_projet(dossier: Path) -> Path:
    """Un projet réduit à ses deux listes de bibliothèques et à un environnement d'apparence correcte."""
    (dossier / "requirements.txt").write_text("streamlit==1.67.0\n", encoding="utf-8")
    (dossier / "requirements-dev.txt").write_text("-r requirements.txt\npytest\n", encoding="utf-8")
    python = lancer.python_du_venv(dossier / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    return dossier


def marquer_installe(racine: Path, fichier: str, version: tuple[int, int] = (3, 11)) -> None:
    """Écrit le témoin d'une installation réussie."""
    empreinte = lancer.empreinte(racine, fichier, version)
    lancer.temoin(racine / ".venv", fichier).write_text(empreinte + "\n", encoding="utf-8")


# --- Python trop ancien


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_un_python_trop_ancien_est_refuse_en_francais(version):
    with pytest.raises(lancer.Empechement) as refus:
        lancer.verifier_python(version)
    assert str(refus.value).startswith(
        f"Python {version[0]}.{version[1]} est trop ancien : il faut Python 3.11 ou plus récent."
    )


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (4, 0)])
def test_un_python_assez_recent_est_accepte(version):
    assert lancer.verifier_python(version) is None


def test_le_lanceur_se_lit_avec_la_grammaire_de_python_3_6():
    # Sinon un vieux Python répondrait « SyntaxError » au lieu de la phrase.
    source = (RACINE / "lancer.py").read_text(encoding="utf-8")
    arbre = ast.parse(source, feature_version=(3, 6))
    recentes = (ast.NamedExpr, ast.Match, ast.AnnAssign)
    assert [noeud for noeud in ast.walk(arbre) if isinstance(noeud, recentes)] == []
    assert "from __future__" not in source


# --- Installer une fois, et de nouveau quand il le faut


def test_rien_a_installer_quand_le_temoin_correspond(tmp_path):
    racine = faux_projet(tmp_path)
    marquer_installe(racine, "requirements.txt")
    assert lancer.est_installe(racine, racine / ".venv", "requirements.txt", (3, 11)) is True


def test_une_liste_changee_demande_une_nouvelle_installation(tmp_path):
    racine = faux_projet(tmp_path)
    marquer_installe(racine, "requirements.txt")
    marquer_installe(racine, "requirements-dev.txt")
    (racine / "requirements.txt").write_text("streamlit==1.68.0\n", encoding="utf-8")
    assert lancer.est_installe(racine, racine / ".venv", "requirements.txt", (3, 11)) is False
    # La liste des essais inclut l'autre : elle est à refaire aussi.
    assert lancer.est_installe(racine, racine / ".venv", "requirements-dev.txt", (3, 11)) is False


def test_un_autre_python_demande_une_nouvelle_installation(tmp_path):
    racine = faux_projet(tmp_path)
    marquer_installe(racine, "requirements.txt", (3, 11))
    assert lancer.est_installe(racine, racine / ".venv", "requirements.txt", (3, 12)) is False


def test_un_environnement_sans_interpreteur_est_a_refaire(tmp_path):
    racine = faux_projet(tmp_path)
    marquer_installe(racine, "requirements.txt")
    lancer.python_du_venv(racine / ".venv").unlink()
    assert lancer.est_installe(racine, racine / ".venv", "requirements.txt", (3, 11)) is False


def test_les_fins_de_ligne_de_windows_ne_font_pas_reinstaller(tmp_path):
    racine = faux_projet(tmp_path)
    marquer_installe(racine, "requirements.txt")
    (racine / "requirements.txt").write_bytes(b"streamlit==1.67.0\r\n")
    assert lancer.est_installe(racine, racine / ".venv", "requirements.txt", (3, 11)) is True


def test_une_liste_absente_est_dite(tmp_path):
    with pytest.raises(lancer.Empechement, match=r"Le fichier requirements\.txt manque"):
        lancer.empreinte(tmp_path, "requirements.txt", (3, 11))


@pytest.mark.parametrize(("interrompue", "refaits"), [(True, 1), (False, 0)])
def test_une_installation_interrompue_est_reprise_a_neuf(tmp_path, monkeypatch, interrompue, refaits):
    racine = faux_projet(tmp_path)
    venv = racine / ".venv"
    if interrompue:
        (venv / "installation-en-cours").touch()
    crees, installes = [], []
    monkeypatch.setattr(lancer, "RACINE", racine)
    monkeypatch.setattr(lancer, "venv_utilisable", lambda venv: True)
    monkeypatch.setattr(lancer, "creer_venv", crees.append)
    monkeypatch.setattr(lancer, "installer", lambda venv, fichier: installes.append(fichier))
    lancer.preparer("requirements.txt")
    lancer.preparer("requirements.txt")  # la seconde fois, tout est en place
    assert len(crees) == refaits
    assert installes == ["requirements.txt"]
    assert not (venv / "installation-en-cours").exists()


def test_un_echec_de_pip_ne_fait_pas_jeter_l_environnement(tmp_path, monkeypatch):
    racine = faux_projet(tmp_path)

    def echouer(venv, fichier):
        raise lancer.Empechement("pas de réseau")

    monkeypatch.setattr(lancer, "RACINE", racine)
    monkeypatch.setattr(lancer, "venv_utilisable", lambda venv: True)
    monkeypatch.setattr(lancer, "installer", echouer)
    with pytest.raises(lancer.Empechement, match="pas de réseau"):
        lancer.preparer("requirements.txt")
    assert not (racine / ".venv" / "installation-en-cours").exists()
    assert lancer.est_installe(racine, racine / ".venv", "requirements.txt", sys.version_info) is False


def test_un_dossier_ou_l_on_ne_peut_pas_ecrire_est_dit(tmp_path):
    with pytest.raises(lancer.Empechement, match="Impossible d'écrire dans"):
        lancer.verifier_ecriture(tmp_path / "absent")


@pytest.mark.parametrize(
    ("sortie", "debut"),
    [
        (
            b"The virtual environment was not created because ensurepip is not available.",
            "Il manque à Python le module « venv »",
        ),
        (b"/usr/bin/python3: No module named venv", "Il manque à Python le module « venv »"),
        (b"OSError: [Errno 28] No space left on device", "Le disque est plein"),
    ],
)
def test_un_environnement_impossible_a_creer_est_explique(tmp_path, monkeypatch, sortie, debut):
    rate = subprocess.CompletedProcess([], 1, stdout=sortie)
    monkeypatch.setattr(lancer.subprocess, "run", lambda *args, **options: rate)
    monkeypatch.setattr(lancer, "installer_par_apt", lambda paquet: False)
    with pytest.raises(lancer.Empechement) as refus:
        lancer.creer_venv(tmp_path / ".venv")
    assert str(refus.value).startswith(debut)


# --- Ce que pip dit, en français


@pytest.mark.parametrize(
    ("sortie", "debut"),
    [
        (
            "NewConnectionError('<pip…>: Failed to establish a new connection: [Errno 111] Connection refused')",
            "Le serveur de bibliothèques Python ne répond pas",
        ),
        ("[Errno -3] Temporary failure in name resolution", "Le serveur de bibliothèques Python ne répond pas"),
        (
            "Could not find a version that satisfies the requirement x (from versions: none)\n"
            "No matching distribution found for x",
            "Le serveur de bibliothèques Python ne répond pas",
        ),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))\n(from versions: none)",
            "Le certificat du serveur de bibliothèques est refusé",
        ),
        ("OSError: [Errno 28] No space left on device", "Le disque est plein"),
        ("[Errno 13] Permission denied: '/opt/x'", "Écriture refusée dans le dossier du projet"),
        (
            "No matching distribution found for pandas==3.1.1 (from versions: 2.0.3)",
            "Une bibliothèque n'existe pas pour cette version de Python",
        ),
    ],
)
def test_un_echec_de_pip_est_explique(sortie, debut):
    assert lancer.diagnostic(sortie).startswith(debut)


def test_un_echec_inconnu_n_est_pas_deguise():
    assert lancer.diagnostic("error: subprocess-exited-with-error") == ""


# --- Le port


def test_un_port_ecoute_est_vu_comme_pris_et_le_suivant_est_propose():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        assert lancer.port_pris(port) is True
        assert lancer.choisir_port(port) > port
    assert lancer.port_pris(port) is False


def test_le_premier_port_libre_est_choisi():
    assert lancer.choisir_port(8501, pris=lambda port: port < 8504) == 8504
    assert lancer.choisir_port(8501, pris=lambda port: False) == 8501


def test_sans_port_libre_on_le_dit():
    with pytest.raises(lancer.Empechement, match="Aucun port libre à partir de 65530"):
        lancer.choisir_port(65530, pris=lambda port: True)


# --- Ouvrir aux autres postes du réseau


def adresse_ecoutee(commande: list[str]) -> str:
    return commande[commande.index("--server.address") + 1]


def test_sans_le_demander_personne_d_autre_ne_peut_ouvrir_le_tableau_de_bord():
    assert adresse_ecoutee(lancer.commande_serveur("python", 8501)) == "localhost"
    assert adresse_ecoutee(lancer.commande_serveur("python", 8501, reseau=True)) == "0.0.0.0"


def test_l_annonce_du_reseau_donne_l_adresse_et_previent_que_tout_se_lit():
    lignes = lancer.annonce(8502, True, "192.168.1.20", {}).splitlines()
    assert lignes[:2] == [
        "Tableau de bord prêt : http://localhost:8502",
        "Depuis un autre poste du réseau : http://192.168.1.20:8502",
    ]
    assert lignes[2].startswith("ATTENTION : toute personne de ce réseau peut lire")
    assert "QPV_MOT_DE_PASSE_LECTURE" in lignes[2]


def test_l_annonce_du_reseau_dit_qu_un_mot_de_passe_est_demande_quand_il_est_pose():
    dite = lancer.annonce(8502, True, "192.168.1.20", {"QPV_MOT_DE_PASSE_LECTURE": "une phrase longue"})
    assert "Le mot de passe de QPV_MOT_DE_PASSE_LECTURE est demandé à chaque lecteur." in dite
    assert "ATTENTION" not in dite
    assert "une phrase longue" not in dite
    assert "ATTENTION" in lancer.annonce(8502, True, "192.168.1.20", {"QPV_MOT_DE_PASSE_LECTURE": "  "})


def test_l_annonce_ordinaire_ne_parle_que_de_cette_machine():
    assert lancer.annonce(8501, False, "192.168.1.20", {}) == (
        "Tableau de bord prêt : http://localhost:8501\nPour l'arrêter : Ctrl-C dans cette fenêtre."
    )


def test_une_machine_sans_reseau_donne_son_nom():
    def sans_reseau(*famille):
        raise OSError("Network is unreachable")

    assert lancer.adresse_du_reseau(sans_reseau) == ""
    assert f"http://{socket.gethostname()}:8501" in lancer.annonce(8501, True, "", {})


# --- nginx, pour l'essai à plusieurs serveurs


def test_nginx_se_cherche_aussi_la_ou_un_compte_ordinaire_ne_regarde_pas(tmp_path):
    deplie = tmp_path / ".venv" / "nginx" / "usr" / "sbin" / "nginx"
    assert nginx.trouver("nginx", tmp_path, lambda nom: None, lambda lieu: str(lieu) == "/usr/sbin/nginx") == (
        "/usr/sbin/nginx"
    )
    assert nginx.trouver("nginx", tmp_path, lambda nom: None, lambda lieu: lieu == deplie) == str(deplie)
    assert nginx.trouver("nginx", tmp_path, lambda nom: None, lambda lieu: False) == ""


def test_sans_apt_l_absence_de_nginx_est_admise(tmp_path, monkeypatch):
    monkeypatch.setattr(nginx, "trouver", lambda nom, racine: "")
    monkeypatch.setattr(nginx.shutil, "which", lambda nom: None)
    assert nginx.obtenir(tmp_path) is False


# --- Le navigateur


def test_windows_et_macos_sont_fouilles_la_ou_les_navigateurs_s_installent():
    windows = chromium.lieux({"PROGRAMFILES": r"C:\Program Files"}, "win32", lambda nom: None)
    assert windows == [
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files\Chromium\Application\chrome.exe",
        r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    ]
    macos = chromium.lieux({"HOME": "/Users/moi"}, "darwin", lambda nom: None)
    assert macos[0] == "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    assert macos[-1] == "/Users/moi/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"


def test_le_path_passe_avant_et_dans_l_ordre():
    trouves = {"google-chrome": "/usr/bin/google-chrome", "chromium": "/usr/bin/chromium"}
    assert chromium.lieux({}, "linux", trouves.get) == ["/usr/bin/chromium", "/usr/bin/google-chrome"]


def test_qpv_chromium_l_emporte():
    assert chromium.trouver({"QPV_CHROMIUM": "/ailleurs/chrome"}, lambda chemin: True) == "/ailleurs/chrome"


def test_qpv_chromium_faux_est_dit():
    with pytest.raises(ValueError, match="QPV_CHROMIUM désigne « /nulle/part »"):
        chromium.trouver({"QPV_CHROMIUM": "/nulle/part"})


def test_sans_navigateur_la_recherche_rend_un_chemin_vide():
    assert chromium.trouver({}, lambda chemin: False) == ""


def test_un_programme_qui_ne_demarre_pas_n_est_pas_un_navigateur(tmp_path):
    coquille = tmp_path / "chromium"
    coquille.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    coquille.chmod(0o755)
    assert chromium.demarre(str(coquille)) is False
    assert chromium.demarre(str(tmp_path / "absent")) is False


# --- La ligne de commande


def test_options_du_tableau_de_bord():
    lus = lancer.lire_arguments(["--port", "8600", "--sans-navigateur"])
    assert (lus["action"], lus["port"], lus["sans_navigateur"], lus["reseau"]) == ("servir", 8600, True, False)
    lus = lancer.lire_arguments(["--reseau"])
    assert (lus["action"], lus["port"], lus["sans_navigateur"], lus["reseau"]) == ("servir", 8501, False, True)


def test_options_des_essais_et_suite_pour_pytest():
    lus = lancer.lire_arguments(["tests", "--tout", "--", "-k", "port", "-x"])
    assert (lus["action"], lus["tout"], lus["sans_chromium"]) == ("tests", True, False)
    assert lus["suite"] == ["-k", "port", "-x"]


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["--prot", "8600"], "Option inconnue : « --prot »"),
        (["--port", "80"], "--port attend un nombre entre 1024 et 65535, pas « 80 »"),
        (["--port"], "--port attend un nombre entre 1024 et 65535, pas «  »"),
        (["--port=abc"], "--port attend un nombre entre 1024 et 65535, pas « abc »"),
        (["--tout"], "Option inconnue : « --tout »"),
        (["tests", "--port", "8600"], "Option inconnue : « --port »"),
        (["tests", "--reseau"], "Option inconnue : « --reseau »"),
    ],
)
def test_une_option_fausse_est_dite(arguments, phrase):
    with pytest.raises(lancer.Empechement) as refus:
        lancer.lire_arguments(arguments)
    assert str(refus.value).startswith(phrase)


@pytest.mark.parametrize(
    ("tout", "sans_chromium", "expression"),
    [
        (False, False, "not lent"),
        (True, False, ""),
        (False, True, "not lent and not navigateur"),
        (True, True, "not navigateur"),
    ],
)
def test_ce_que_pytest_laisse_de_cote(tout, sans_chromium, expression):
    assert serie.marques(tout, sans_chromium) == expression


def test_une_faute_de_frappe_donne_une_phrase_et_un_code_non_nul():
    commande = [sys.executable, str(RACINE / "lancer.py"), "--prot"]
    resultat = subprocess.run(commande, capture_output=True, encoding="utf-8")
    assert resultat.returncode == 2
    assert resultat.stderr.startswith("Option inconnue : « --prot »")
    assert "Traceback" not in resultat.stderr
