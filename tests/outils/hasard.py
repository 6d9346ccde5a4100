"""Tirer au hasard de quoi abîmer un fichier ou une adresse : court dans la série ordinaire, long sous `lent`."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Ce qui a déjà fait tomber des lecteurs de fichiers : signes de structure, nombres extrêmes, octets interdits.
PIEGES = (
    b"", b"\0", b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1a",
    b"NaN", b"inf", b"-inf", b"1e999", b"-0", b"1_000", b"9" * 400, b"0x10", b"=1+1", b"+33", b"@SUM(A1)",
    b"<script>alert(1)</script>", b"&amp;", b"\xd9\xa3", b"\xef\xbc\x95", b"\xc2\xb2", b"\xe2\x80\xae",
    b"2019-2", b"0000", b"9999", b"99999999", b"2019-T9", b"..", b"%00", b"\\", b"[", b"{", b"'", b"a" * 5_000,
)  # fmt: skip
COURT, LONG = 25, 1_000


@st.composite
def abime(tirer: Callable, sain: bytes) -> bytes:
    """Ces octets, abîmés une à quatre fois : coupés, effacés, doublés, remplacés, truffés de pièges."""
    octets = sain
    for _ in range(tirer(st.integers(1, 4))):
        ici, la = sorted((tirer(st.integers(0, len(octets))), tirer(st.integers(0, len(octets)))))
        mis = tirer(st.one_of(st.sampled_from(PIEGES), st.binary(max_size=12)))
        # Le plus souvent quelques octets seulement : le reste du fichier doit encore se lire.
        la = min(la, ici + tirer(st.sampled_from((0, 1, 4, 40, len(octets)))))
        geste = tirer(st.sampled_from(("mettre", "couper", "effacer", "doubler", "un octet")))
        if geste == "mettre":
            octets = octets[:ici] + mis + octets[la:]
        elif geste == "couper":
            octets = octets[:ici]
        elif geste == "effacer":
            octets = octets[:ici] + octets[la:]
        elif geste == "doubler":
            octets = octets[:la] + octets[ici:]
        elif octets[ici : ici + 1]:
            octets = octets[:ici] + bytes([tirer(st.integers(0, 255))]) + octets[ici + 1 :]
    return octets


@st.composite
def archive_abimee(tirer: Callable, sain: bytes) -> bytes:
    """Cette archive (classeur, présentation) : une pièce abîmée dedans, ôtée ou vidée, ou l'archive elle-même."""
    if tirer(st.integers(0, 4)) == 0:
        return tirer(abime(sain))
    with zipfile.ZipFile(io.BytesIO(sain)) as archive:
        pieces = {nom: archive.read(nom) for nom in archive.namelist()}
    nom = tirer(st.sampled_from(sorted(pieces)))
    geste = tirer(st.sampled_from(("abîmer", "abîmer", "abîmer", "ôter", "vider")))
    if geste == "ôter":
        del pieces[nom]
    else:
        pieces[nom] = b"" if geste == "vider" else tirer(abime(pieces[nom]))
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for piece, contenu in pieces.items():
            archive.writestr(piece, contenu)
    return tampon.getvalue()


def essais(strategie: st.SearchStrategy, court: int = COURT, long: int = LONG) -> Callable:
    """Décorateur : `court` tirages, toujours les mêmes ; `long` tirages neufs quand l'essai est marqué `lent`.

    L'essai reçoit « tire » ; il se lance deux fois, « court » et « long ». Rien ne mesure le temps.
    """

    def decorer(verifier: Callable) -> Callable:
        gene = tuple(HealthCheck)

        def regler(combien: int, memes: bool) -> Callable:
            reglages = settings(
                max_examples=combien, deadline=None, database=None, derandomize=memes, suppress_health_check=gene
            )
            return reglages(given(tire=strategie)(verifier))

        profils = {"court": regler(court, True), "long": regler(long, False)}

        @pytest.mark.parametrize("profil", ["court", pytest.param("long", marks=pytest.mark.lent)])
        def essai(profil: str) -> None:
            profils[profil]()

        essai.__doc__, essai.__module__ = verifier.__doc__, verifier.__module__
        return essai

    return decorer
