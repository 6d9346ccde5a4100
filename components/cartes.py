"""Les cartes Leaflet : des contours servis par le tableau de bord lui-même, sans internet.

folium va chercher Leaflet sur des serveurs extérieurs ; ici la bibliothèque est servie par
`app.py` sous /leaflet. Tout texte qui entre dans une bulle est neutralisé, car Leaflet
l'affiche comme du HTML.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import folium
from branca.element import MacroElement
from jinja2 import Template
from streamlit_folium import st_folium

from components.html import Html
from components.theme import ACCENT, ALERTE, DEMONSTRATION, ENCRE, ENCRE_DOUCE, FOND_DOUX
from geo.contours import Contour, Contours

# Seul l'objet cliqué revient au serveur : déplacer la carte ne relance pas la page. Le compte des
# clics distingue un second clic au même endroit d'un clic déjà suivi.
RETOURS = ["last_active_drawing", "last_object_clicked_count"]
TITRE = "Carte des quartiers"
TRAIT_ORDINAIRE, TRAIT_CHOISI, OPACITE = 1.5, 4, 0.95


@dataclass(frozen=True, slots=True)
class Zone:
    """Un contour à dessiner : sa couleur, son étiquette toujours visible, sa bulle au survol.

    rayon : celui d'un rond posé au milieu du quartier, en pixels ; 0 pour aucun.
    """

    contour: Contour
    couleur: str
    etiquette: Html
    infobulle: Html
    hachure: bool = False
    rayon: float = 0.0


class Clic(NamedTuple):
    """Le dernier clic sur la carte : le code du quartier (« » si aucun), et le compte des clics jusqu'à lui."""

    code: str
    rang: int


class _Reglages(MacroElement):
    """Boutons de zoom en français, sans lien extérieur, et le mot « démonstration » dans la carte."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        L.control.zoom({zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer", position: "topright"})
            .addTo({{ this._parent.get_name() }});
        {{ this._parent.get_name() }}.attributionControl.setPrefix(false);
        var boite_carte = {{ this._parent.get_name() }}.getContainer();
        boite_carte.style.background = "#ffffff";
        // Le cadre porte sinon le nom technique du composant. Les valeurs se lisent aussi dans la table, dessous.
        try { window.frameElement.title = {{ this.titre }}; } catch (refus) { /* un cadre d'une autre origine */ }
        boite_carte.setAttribute("role", "group");
        boite_carte.setAttribute("aria-label", {{ this.titre }} + ". Les flèches la déplacent.");
        if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
            var immobile = {{ this._parent.get_name() }};
            immobile._zoomAnimated = immobile.options.fadeAnimation = immobile.options.inertia = false;
        }
        // Sur une petite carte, un nombre ne tient pas dans un morceau mince. La carte suit la hauteur de son cadre,
        // que la feuille de style de la page réduit sur une tablette.
        var style_carte = document.createElement("style");
        style_carte.textContent = "@media (max-width:720px){.mince{color:transparent}} #map_div{max-height:100vh}"
            + "@media (max-height:400px){.etiquette-carte>div{zoom:.85}.mention-demonstration{zoom:.75}}"
            // Un trait posé sur une teinte foncée ne s'y verrait pas sans un liseré clair.
            + ".par-dessus{filter:drop-shadow(0 0 1px #fff) drop-shadow(0 0 1px #fff)}";
        document.head.appendChild(style_carte);
        {% if this.coins %}
        // Le cadre arrive vide puis prend sa taille : la carte se recadre quand il en change.
        var cadrer = function () {
            var carte = {{ this._parent.get_name() }}.invalidateSize(false);
            if (carte.getSize().y < 150) return;
            var basse = carte.getSize().y < 400;
            carte.fitBounds({{ this.coins }}, {
                paddingTopLeft: [48, basse ? 34 : 40],
                paddingBottomRight: [48, basse ? {{ this.bas }} - 16 : {{ this.bas }}]
            });
        };
        window.addEventListener("resize", cadrer);
        cadrer();
        {% endif %}
        // Au premier clic, Leaflet prend le focus : la page défilait sous la souris et le clic manquait son quartier.
        boite_carte.focus = function () { HTMLElement.prototype.focus.call(boite_carte, {preventScroll: true}); };
        {% if this.mention %}
        var mention = L.control({position: "topleft"});
        mention.onAdd = function () {
            var boite = L.DomUtil.create("div", "mention-demonstration");
            boite.style.cssText = "font:700 20px sans-serif;color:{{ this.teinte }};background:rgba(255,255,255,.9);"
                + "border:2px dashed {{ this.teinte }};padding:4px 10px;border-radius:6px";
            boite.innerText = {{ this.mention }};
            return boite;
        };
        mention.addTo({{ this._parent.get_name() }});
        {% endif %}
        {% endmacro %}"""
    )

    def __init__(self, mention: str, zones: Sequence[Zone]) -> None:
        super().__init__()
        self.coins = json.dumps(_coins(zones)) if zones else ""
        # Les étiquettes se posent sous les quartiers : il leur faut de la place en bas.
        self.bas = 84 if any("display:flex" in z.etiquette for z in zones) else 56
        self.mention = json.dumps(mention) if mention else ""
        self.teinte = DEMONSTRATION
        self.titre = json.dumps(TITRE)


def _fond(contours: Contours, zones: Sequence[Zone], mention: str) -> folium.Map:
    """La carte vide : les limites de la commune, le cadrage sur les quartiers, aucun fond en ligne."""
    carte = folium.Map(
        tiles=None,
        zoom_control=False,
        scrollWheelZoom=False,
        prefer_canvas=False,
        zoom_snap=0.25,
        attr="",
        control_scale=False,
    )
    carte.default_js = [("leaflet", "/leaflet/leaflet.js")]
    carte.default_css = [("leaflet_css", "/leaflet/leaflet.css")]
    if contours.commune:
        folium.GeoJson(
            {"type": "Feature", "properties": {}, "geometry": contours.commune.geometrie()},
            style_function=lambda _: {
                "color": ENCRE_DOUCE,
                "weight": 1,
                "fillColor": FOND_DOUX,
                "fillOpacity": 0.9,
                "interactive": False,
            },
            interactive=False,
        ).add_to(carte)
    carte.add_child(_Reglages(mention, zones))
    return carte


def _coins(zones: Sequence[Zone]) -> list[list[float]]:
    """Les coins sud-ouest et nord-est de toutes les zones."""
    coins = [z.contour.emprise for z in zones]
    return [
        [min(c[0][0] for c in coins), min(c[0][1] for c in coins)],
        [max(c[1][0] for c in coins), max(c[1][1] for c in coins)],
    ]


class _Etiquettes(MacroElement):
    """Le nom et la valeur de chaque zone, toujours visibles, et son rond s'il y en a un, en un seul élément."""

    _template = Template(
        """{% macro script(this, kwargs) %}
        {{ this.etiquettes }}.forEach(function (e) {
            L.marker(e[0], {interactive: false, keyboard: false, icon: L.divIcon(
                {html: e[1], className: "etiquette-carte", iconSize: [200, 44], iconAnchor: [100, -4]})})
                .addTo({{ this._parent.get_name() }});
        });
        {{ this.ronds }}.forEach(function (r) {
            L.circleMarker(r[0], {interactive: false, radius: r[1], color: "{{ this.encre }}", weight: 1.5,
                fillColor: "{{ this.teinte }}", fillOpacity: 0.75}).addTo({{ this._parent.get_name() }});
        });
        // Le clavier a les boutons de la page : un contour sans effet à la touche Entrée n'est pas un arrêt.
        setTimeout(function () {
            document.querySelectorAll("path.leaflet-interactive")
                .forEach(function (p) { p.setAttribute("tabindex", "-1"); });
        }, 0);
        {% endmacro %}"""
    )

    def __init__(self, zones: Sequence[Zone]) -> None:
        super().__init__()
        # « </ » échappé : le texte ne peut pas fermer la balise script qui le porte.
        self.etiquettes = json.dumps([[_sous(z.contour), z.etiquette] for z in zones]).replace("</", "<\\/")
        self.ronds = json.dumps([[z.contour.centre, round(z.rayon, 1)] for z in zones if z.rayon > 0])
        self.encre, self.teinte = ENCRE, ACCENT


def _calque(zones: Sequence[Zone], choisi: str, surimpression: Sequence[Contour]) -> folium.FeatureGroup:
    """Le calque des quartiers : c'est lui qui change quand on change de pilier, pas la carte.

    Une seule collection et un seul élément d'étiquettes : folium compile un gabarit par élément.
    surimpression : des contours tiretés par-dessus, sans fond, qui laissent passer la souris.
    """
    calque = folium.FeatureGroup(name="quartiers")
    folium.GeoJson(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": zone.contour.geometrie(),
                    "properties": {
                        "code": zone.contour.code,
                        "bulle": zone.infobulle,
                        "teinte": zone.couleur,
                        "trait": TRAIT_CHOISI if zone.contour.code == choisi else TRAIT_ORDINAIRE,
                        "tirets": "6 4" if zone.hachure else None,
                    },
                }
                for zone in zones
            ],
        },
        style_function=_style,
        tooltip=folium.GeoJsonTooltip(fields=["bulle"], labels=False, sticky=True),
    ).add_to(calque)
    if surimpression:
        folium.GeoJson(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": {}, "geometry": c.geometrie()} for c in surimpression],
            },
            style_function=lambda _: {
                "color": ALERTE,
                "weight": 3,
                "fill": False,
                "dashArray": "8 6",
                "className": "par-dessus",
                "interactive": False,
            },
            interactive=False,
        ).add_to(calque)
    calque.add_child(_Etiquettes(zones))
    return calque


def _style(forme: dict) -> dict:
    p = forme["properties"]
    return {
        "color": ENCRE,
        "weight": p["trait"],
        "fillColor": p["teinte"],
        "fillOpacity": OPACITE,
        "dashArray": p["tirets"],
    }


def _sous(contour: Contour) -> tuple[float, float]:
    """Le milieu du bord sud : l'étiquette posée là ne cache pas un petit quartier."""
    (sud, ouest), (_, est) = contour.emprise
    return sud, (ouest + est) / 2


def afficher_carte(
    contours: Contours,
    zones: Sequence[Zone],
    cle: str,
    *,
    hauteur: int = 520,
    choisi: str = "",
    mention: str = "",
    surimpression: Sequence[Contour] = (),
) -> Clic:
    """Dessine la carte et rend le dernier clic reçu. surimpression : des contours tiretés, que l'on ne clique pas."""
    retour = st_folium(
        _fond(contours, zones, mention),
        key=cle,
        height=hauteur,
        use_container_width=True,
        returned_objects=RETOURS,
        feature_group_to_add=_calque(zones, choisi, surimpression),
    )
    dessin = (retour or {}).get("last_active_drawing") or {}
    return Clic(str(dessin.get("properties", {}).get("code", "")), (retour or {}).get("last_object_clicked_count") or 0)
