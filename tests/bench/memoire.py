"""La mémoire d'un processus, lue où le système la dit."""

from pathlib import Path


def memoire_mo(processus: int) -> float:
    """La mémoire vive d'un processus (Mo), Linux seulement ; lève FileNotFoundError ailleurs."""
    for ligne in Path(f"/proc/{processus}/status").read_text(encoding="ascii").splitlines():
        if ligne.startswith("VmRSS:"):
            return int(ligne.split()[1]) / 1024
    raise FileNotFoundError(f"pas de mémoire connue pour le processus {processus}.")
