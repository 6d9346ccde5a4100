"""Un petit jeu de tables écrit à la main, et de quoi en abîmer une pour voir ce qui se dit."""

from pathlib import Path

TABLES = {
    "territoires": """\
code,nom,nom_court,type,parent,slug,geographie
11069,Carcassonne,Carcassonne,commune,,,
QP011002,La Conte - Ozanam,La Conte,qpv,11069,la-conte-ozanam,2015
QP011006,Grazailles,Grazailles,qpv,11069,grazailles,2015
QN01106M,Grazailles,Grazailles,qpv,11069,,2024
""",
    "indicateurs": """\
indicateur,libelle,domaine,pilier,unite,decimales,sens,sommable,evolution,bruit,definition,producteur,ordre
taux_pauvrete,Pauvreté,revenus,cohesion_sociale,%,0,baisse_favorable,non,libre,2.2,Part pauvre.,Insee,20
population,Population,population,transversal,habitants,0,neutre,oui,interdite,,Habitants.,Insee,10
""",
    "sources": """\
source,producteur,titre,millesime,licence,adresse,consulte_le
rapport_2022,Cabinet,Rapport,2022,,,
insee_filo_2019,Insee,Filosofi,2019,Licence Ouverte,https://www.insee.fr/fr,2022-06-30
""",
    "valeurs": """\
territoire,indicateur,modalite,annee,valeur,statut,valeur_publiee,source,reference,note
QP011002,taux_pauvrete,,2019,61,publie,,rapport_2022,ch. 4,
11069,taux_pauvrete,,2019,27,publie,,rapport_2022,ch. 4,
QP011006,taux_pauvrete,,2019,,secret,,insee_filo_2019,FILO,
QP011002,population,,2018,2525,publie,,rapport_2022,ch. 4,
11069,population,,2018,46031,corrige,4631,rapport_2022,ch. 4,chiffre manquant
""",
    "piliers": """\
pilier,libelle,libelle_court,nomenclature,ordre,correspondance
emploi,Emploi,Emploi,2015-2023,1,
""",
    "actions": """\
id_action,annee,intitule,porteur,pilier,theme,quartiers,financeur,enveloppe,nature,montant,statut,source
A1,2019,Atelier,Association,emploi,,QP011002;QP011006,État,specifique,nouvelle,1500.50,reel,rapport_2022
A2,2019,<b>Forum</b>,Association,emploi,,tous,État,specifique,,800,reel,rapport_2022
""",
    "credits_publies": """\
annee,pilier,mesure,valeur,statut,valeur_publiee,source,reference,note
2016,total,montant,760000,publie,,rapport_2022,ch. 3,
2016-2022,total,actions,566,conteste,566,rapport_2022,ch. 2,voir C002
""",
    "controles": """\
controle,gravite,territoire,indicateur,constat,calcul,valeur_retenue,certitude,reference
C1,grave,QP011002;QP011006,population,2 525 ici et 2 060 là,,,prouvee,ch. 4
C2,information,,taux_pauvrete,61 ou 60,,,suspecte,ch. 4
""",
}


def ecrire_tables(dossier: Path, sans: tuple[str, ...] = (), **remplacements: str | bytes) -> Path:
    """Écrit le jeu dans `dossier` ; `remplacements` donne d'autres contenus, `sans` ôte des tables."""
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, contenu in {**TABLES, **remplacements}.items():
        if nom not in sans:
            octets = contenu.encode("utf-8") if isinstance(contenu, str) else contenu
            (dossier / f"{nom}.csv").write_bytes(octets)
    return dossier


def changer(table: str, ancien: str, nouveau: str) -> str:
    """Le contenu d'une table du jeu, où un texte qui n'y est qu'une fois est remplacé."""
    contenu = TABLES[table]
    if contenu.count(ancien) != 1:
        raise ValueError(f"« {ancien} » est {contenu.count(ancien)} fois dans {table}.")
    return contenu.replace(ancien, nouveau)
