"""Tout ce que l'on sait, lu et validé une fois, figé : la seule porte d'entrée des tables.

Invariant : une mesure de l'entrepôt a toujours son territoire, son indicateur et sa source
dans les dictionnaires. Ce qui cloche n'empêche jamais le reste : c'est dit dans `fautes`.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from data.annees import cle_annee
from data.calculs import SEUIL_PART, Interdiction, Seuil
from data.contestations import contester
from data.credits import Pilier
from data.dossiers import dossier_tables
from data.fautes import Faute
from data.modele import Action, Controle, CreditPublie, Indicateur, Mesure, Source, Territoire
from data.schemas import PAR_NOM, Bilan, TablesLues, lire_dossier
from data.schemas.croisements import separer

RETENUE, ECARTEE, INSEE = "retenue", "ecartee", "insee"


def _vide() -> Mapping:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TableLibre:
    """Une table sans objet à elle : ses colonnes et ses lignes, en texte, dans l'ordre du fichier."""

    nom: str
    colonnes: tuple[str, ...] = ()
    lignes: tuple[tuple[str, ...], ...] = ()

    def dictionnaires(self) -> tuple[dict[str, str], ...]:
        """Chaque ligne en dictionnaire colonne → texte."""
        return tuple(dict(zip(self.colonnes, ligne, strict=True)) for ligne in self.lignes)


@dataclass(frozen=True, slots=True, eq=False)
class Entrepot:
    """Les tables chargées. Rien ne s'y modifie ; toutes les recherches se font par dictionnaire.

    territoires, indicateurs, sources, piliers, modalites : par code, dans l'ordre du fichier
    (les indicateurs dans celui de `ordre`) ; par_slug : adresse → territoire ; lectures :
    (indicateur, modalité) → groupe verbal ; seuils : (indicateur ou « », objet) → seuil ;
    interdictions : territoire → les passages que nulle évolution n'enjambe ;
    mesures : toutes, y compris celles qui sont écartées ; tables_absentes : les tables connues
    sans fichier ; tables_inutilisables : celles dont le fichier ne se lit pas ;
    empreinte : hachage des fichiers lus.
    """

    territoires: Mapping[str, Territoire] = field(default_factory=_vide)
    par_slug: Mapping[str, Territoire] = field(default_factory=_vide)
    indicateurs: Mapping[str, Indicateur] = field(default_factory=_vide)
    sources: Mapping[str, Source] = field(default_factory=_vide)
    mesures: tuple[Mesure, ...] = ()
    credits_publies: tuple[CreditPublie, ...] = ()
    actions: tuple[Action, ...] = ()
    controles: tuple[Controle, ...] = ()
    piliers: Mapping[str, Pilier] = field(default_factory=_vide)
    modalites: Mapping[str, str] = field(default_factory=_vide)
    lectures: Mapping[tuple[str, str], str] = field(default_factory=_vide)
    seuils: Mapping[tuple[str, str], Seuil] = field(default_factory=_vide)
    interdictions: Mapping[str, tuple[Interdiction, ...]] = field(default_factory=_vide)
    libres: Mapping[str, TableLibre] = field(default_factory=_vide)
    fautes: tuple[Faute, ...] = ()
    tables_absentes: tuple[str, ...] = ()
    tables_inutilisables: tuple[str, ...] = ()
    bilans: tuple[Bilan, ...] = ()
    empreinte: str = ""
    _retenues: Mapping[tuple[str, str, str, str], Mesure] = field(default_factory=_vide, repr=False)
    _concurrentes: Mapping[tuple[str, str, str, str], tuple[Mesure, ...]] = field(default_factory=_vide, repr=False)
    _series: Mapping[tuple[str, str, str | None], tuple[Mesure, ...]] = field(default_factory=_vide, repr=False)
    _annees: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=_vide, repr=False)
    _controles: Mapping[tuple[str, str], tuple[Controle, ...]] = field(default_factory=_vide, repr=False)

    def mesure(self, territoire: str, indicateur: str, annee: str, modalite: str = "") -> Mesure | None:
        """La mesure à montrer pour cette clé, None s'il n'y en a pas.

        Celle dont la note commence par « retenue » ; à défaut la seule qui ne soit pas
        « ecartee » ; à défaut celle de l'Insee, puis la première du fichier.
        """
        return self._retenues.get((territoire, indicateur, modalite, annee))

    def mesures_de(self, territoire: str, indicateur: str, modalite: str | None = None) -> tuple[Mesure, ...]:
        """Les mesures à montrer, de la plus ancienne à la plus récente ; None : toutes les modalités."""
        return self._series.get((territoire, indicateur, modalite), ())

    def annees(self, indicateur: str, modalite: str = "") -> tuple[str, ...]:
        """Les années où cet indicateur a une ligne, tous territoires confondus, dans l'ordre du temps."""
        return self._annees.get((indicateur, modalite), ())

    def derniere(self, territoire: str, indicateur: str, modalite: str = "") -> Mesure | None:
        """La mesure de la dernière année qui a une ligne, même si sa valeur est secrète."""
        serie = self._series.get((territoire, indicateur, modalite), ())
        return serie[-1] if serie else None

    def autres_sources(self, mesure: Mesure) -> tuple[Mesure, ...]:
        """Les lignes de même clé que cette mesure, sauf elle : ce que disent les autres sources."""
        cle = (mesure.territoire, mesure.indicateur, mesure.modalite, mesure.annee)
        return tuple(m for m in self._concurrentes.get(cle, ()) if m != mesure)

    def quartiers(self, geographie: str = "2015") -> tuple[Territoire, ...]:
        """Les quartiers prioritaires d'une géographie (« 2015 » ou « 2024 »), dans l'ordre du fichier."""
        return tuple(t for t in self.territoires.values() if t.type == "qpv" and t.geographie == geographie)

    def controles_de(self, territoire: str = "", indicateur: str = "") -> tuple[Controle, ...]:
        """Les entrées du registre sur ce territoire et cet indicateur ; un code vide ne filtre pas."""
        if not territoire and not indicateur:
            return self.controles
        return self._controles.get((territoire, indicateur), ())

    def source(self, code: str) -> Source:
        """La source de ce code ; si sa fiche est perdue, une fiche qui ne porte que le code."""
        return self.sources.get(code) or _source_sans_fiche(code)

    def seuil(self, indicateur: str, objet: str) -> Seuil | None:
        """L'effectif minimal d'un calcul (« part » ou « evolution ») ; à défaut la règle de tous.

        Un pourcentage en a toujours un, même si la table manque.
        """
        trouve = self.seuils.get((indicateur, objet)) or self.seuils.get(("", objet))
        return trouve or (SEUIL_PART if objet == SEUIL_PART.objet else None)

    def habitants(self, territoire: str) -> float | None:
        """La dernière population connue d'un territoire, None s'il n'y en a pas."""
        connues = [m.valeur for m in self.mesures_de(territoire, "population", "") if m.valeur is not None]
        return connues[-1] if connues else None

    def table(self, nom: str) -> TableLibre:
        """Une table sans objet à elle (« regards », « distribution_qpv »…), vide si elle n'existe pas."""
        return self.libres.get(nom) or TableLibre(nom)


def charger(dossier: Path | None = None) -> Entrepot:
    """Lit, valide et fige toutes les tables du dossier (par défaut `dossier_tables()`).

    Ne lève jamais : un dossier absent ou abîmé donne un entrepôt vide ou partiel, et des
    fautes en français.
    """
    dossier = dossier or dossier_tables()
    try:
        return _assembler(lire_dossier(dossier), _empreinte(dossier))
    except Exception:  # dernier filet : l'application doit démarrer, le détail va au journal
        logging.getLogger(__name__).exception("Chargement des tables interrompu")
        return Entrepot(
            fautes=(
                Faute(
                    dossier.name,
                    None,
                    "",
                    "le chargement des tables s'est interrompu ; le détail est au journal.",
                    "des tables que « python -m data.verifier » accepte.",
                ),
            )
        )


def _empreinte(dossier: Path) -> str:
    somme = hashlib.sha256()
    try:
        for chemin in sorted(dossier.glob("*.csv")):
            somme.update(chemin.name.encode() + b"\0")
            somme.update(chemin.read_bytes())
    except OSError:
        somme.update(b"illisible")
    return somme.hexdigest()[:16]


def _source_sans_fiche(code: str) -> Source:
    return Source(code, "", code, "", "", "", "")


def _lignes(tables: TablesLues, nom: str) -> Iterator[tuple[str, ...]]:
    """Les lignes gardées d'une table, cellules dans l'ordre de ses colonnes."""
    cadre = tables.cadres.get(nom)
    return iter(()) if cadre is None else cadre.itertuples(index=False, name=None)


def _nombre(texte: str) -> float | None:
    return float(texte) if texte else None


def _indicateur(ligne: tuple[str, ...], precisions: Mapping[str, str]) -> Indicateur:
    # La définition vaut partout ; ce qui n'est vrai qu'ici la suit (`precisions_locales.csv`).
    definition = " ".join(t for t in (ligne[10], precisions.get(ligne[0], "")) if t)
    # code, libellé, domaine, pilier, unité | décimales … bruit | définition, producteur | ordre
    decimales, sens, sommable, evolution, bruit = ligne[5:10]
    regles = (int(decimales), sens, sommable == "oui", evolution, _nombre(bruit))
    return Indicateur(*ligne[:5], *regles, definition, ligne[11], ordre=int(ligne[12]))


def _action(ligne: tuple[str, ...]) -> Action:
    (
        numero,
        annee,
        intitule,
        porteur,
        pilier,
        theme,
        quartiers,
        financeur,
        enveloppe,
        nature,
        montant,
        statut,
        source,
    ) = ligne
    return Action(
        numero,
        int(annee),
        intitule,
        porteur,
        pilier,
        theme,
        separer(quartiers),
        financeur,
        enveloppe,
        nature,
        float(montant),
        statut,
        source,
    )


def _assembler(tables: TablesLues, empreinte: str) -> Entrepot:
    territoires = {ligne[0]: Territoire(*ligne) for ligne in _lignes(tables, "territoires")}
    precisions = dict(_lignes(tables, "precisions_locales"))
    fiches = sorted((_indicateur(x, precisions) for x in _lignes(tables, "indicateurs")), key=lambda i: i.ordre)
    indicateurs = {i.code: i for i in fiches}
    sources = {ligne[0]: Source(*ligne) for ligne in _lignes(tables, "sources")}
    mesures = tuple(
        Mesure(t, i, modalite, annee, _nombre(valeur), statut, _nombre(publiee), source, reference, note)
        for t, i, modalite, annee, valeur, statut, publiee, source, reference, note in _lignes(tables, "valeurs")
        # Le territoire ou l'indicateur a pu être écarté pour une faute à lui, déjà dite.
        if t in territoires and i in indicateurs
    )
    credits_publies = tuple(
        CreditPublie(annee, pilier, mesure, _nombre(valeur), statut, _nombre(publiee), source, reference, note)
        for annee, pilier, mesure, valeur, statut, publiee, source, reference, note in _lignes(
            tables, "credits_publies"
        )
    )
    actions = tuple(_action(ligne) for ligne in _lignes(tables, "actions"))
    for objet in (*mesures, *credits_publies, *actions):
        sources.setdefault(objet.source, _source_sans_fiche(objet.source))
    controles = tuple(Controle(*ligne) for ligne in _lignes(tables, "controles"))
    modalites = sorted(_lignes(tables, "modalites"), key=lambda ligne: int(ligne[2]))
    retenues, concurrentes = _choisir(mesures)
    contestees = contester(retenues, _lignes(tables, "contestations"))
    if contestees:
        mesures = tuple(contestees.get(m, m) for m in mesures)
        retenues, concurrentes = _choisir(mesures)
    return Entrepot(
        territoires=MappingProxyType(territoires),
        par_slug=MappingProxyType({t.slug: t for t in territoires.values() if t.slug}),
        indicateurs=MappingProxyType(indicateurs),
        sources=MappingProxyType(sources),
        mesures=mesures,
        credits_publies=credits_publies,
        actions=actions,
        controles=controles,
        piliers=MappingProxyType(
            {
                ligne[0]: Pilier(*ligne[:4], ordre=int(ligne[4]), correspondance=ligne[5])
                for ligne in _lignes(tables, "piliers")
            }
        ),
        modalites=MappingProxyType({ligne[0]: ligne[1] for ligne in modalites}),
        lectures=MappingProxyType({(i, modalite): lecture for i, modalite, lecture in _lignes(tables, "lectures")}),
        seuils=MappingProxyType(
            {(i, objet): Seuil(i, int(mini), objet, raison) for i, mini, objet, raison in _lignes(tables, "seuils")}
        ),
        interdictions=_interdictions(tables),
        libres=MappingProxyType({nom: _libre(nom, cadre) for nom, cadre in _sans_objet(tables)}),
        fautes=tables.fautes,
        tables_absentes=tables.absentes,
        tables_inutilisables=tables.inutilisables,
        bilans=tables.bilans,
        empreinte=empreinte,
        _retenues=retenues,
        _concurrentes=concurrentes,
        _series=_en_series(retenues),
        _annees=_par_annees(retenues),
        _controles=_par_sujet(controles),
    )


def _interdictions(tables: TablesLues) -> Mapping[str, tuple[Interdiction, ...]]:
    """Une ligne de la table vaut pour chacun de ses territoires et de ses indicateurs."""
    par_territoire: dict[str, list[Interdiction]] = {}
    for codes, indicateurs, debut, fin, raison in _lignes(tables, "evolutions_interdites"):
        for code in separer(codes):
            par_territoire.setdefault(code, []).extend(
                Interdiction(code, indicateur, int(debut), int(fin), raison) for indicateur in separer(indicateurs)
            )
    return MappingProxyType({code: tuple(liste) for code, liste in par_territoire.items()})


def _sans_objet(tables: TablesLues) -> Iterator[tuple[str, pd.DataFrame]]:
    yield from tables.libres.items()
    yield from ((nom, cadre) for nom, cadre in tables.cadres.items() if PAR_NOM[nom].libre)


def _libre(nom: str, cadre: pd.DataFrame) -> TableLibre:
    return TableLibre(nom, tuple(cadre.columns), tuple(cadre.itertuples(index=False, name=None)))


def _choisir(mesures: tuple[Mesure, ...]) -> tuple[Mapping, Mapping]:
    """Pour chaque clé : la mesure à montrer, et toutes celles qui se la disputent."""
    groupes: dict[tuple[str, str, str, str], list[Mesure]] = {}
    for m in mesures:
        groupes.setdefault((m.territoire, m.indicateur, m.modalite, m.annee), []).append(m)
    retenues = {}
    for cle, groupe in groupes.items():
        candidates = [m for m in groupe if not m.note.startswith(ECARTEE)]
        if candidates:  # sinon toutes sont écartées : gardées pour mémoire, rien à montrer
            retenues[cle] = min(
                candidates, key=lambda m: (not m.note.startswith(RETENUE), not m.source.startswith(INSEE))
            )
    return MappingProxyType(retenues), MappingProxyType({c: tuple(g) for c, g in groupes.items()})


def _en_series(retenues: Mapping[tuple[str, str, str, str], Mesure]) -> Mapping:
    series: dict[tuple[str, str, str | None], list[Mesure]] = {}
    for m in sorted(retenues.values(), key=lambda m: cle_annee(m.annee)):
        series.setdefault((m.territoire, m.indicateur, m.modalite), []).append(m)
        series.setdefault((m.territoire, m.indicateur, None), []).append(m)
    return MappingProxyType({cle: tuple(serie) for cle, serie in series.items()})


def _par_annees(retenues: Mapping[tuple[str, str, str, str], Mesure]) -> Mapping:
    annees: dict[tuple[str, str], set[str]] = {}
    for _, indicateur, modalite, annee in retenues:
        annees.setdefault((indicateur, modalite), set()).add(annee)
    return MappingProxyType({cle: tuple(sorted(vues, key=cle_annee)) for cle, vues in annees.items()})


def _par_sujet(controles: tuple[Controle, ...]) -> Mapping:
    """Range chaque entrée sous (territoire, indicateur), (territoire, « ») et (« », indicateur)."""
    sujets: dict[tuple[str, str], list[Controle]] = {}
    for controle in controles:
        lieux, quoi = separer(controle.territoire), separer(controle.indicateur)
        cles = {(t, i) for t in (*lieux, "") for i in (*quoi, "")} - {("", "")}
        for cle in cles:
            sujets.setdefault(cle, []).append(controle)
    return MappingProxyType({cle: tuple(groupe) for cle, groupe in sujets.items()})
