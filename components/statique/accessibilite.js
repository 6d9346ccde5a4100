// Ce que Streamlit ne sait pas dire à qui n'a ni souris ni écran : où sont les menus, quelle page est ouverte, que la
// page a changé, où reprendre. Un fichier servi par le tableau de bord, lu une fois ; sans lui, tout reste utilisable.
(() => {
    "use strict";
    if (window.qpvAccessibilite) return;
    window.qpvAccessibilite = true;
    const MENUS = {
        ".st-key-menu": "Pages", ".st-key-menu_quartiers": "Quartiers", ".st-key-menu_pied": "Bas de page",
    };
    const ATTENTE = 250; // en millisecondes : Streamlit dessine un instant après la fin du script
    const FOCALISABLE = "input, button, select, textarea, a[href], summary, [tabindex='0']";
    const ANGLAIS = [
        [/^(\d+) options? available\.?/, "$1 option(s)."],
        [/, selected\.?$/, ", choisi."],
        [/^No (?:options|results)\.?$/, "Aucun choix."],
    ];
    const annonce = document.createElement("div");
    annonce.id = "annonce";
    annonce.setAttribute("role", "status");
    annonce.setAttribute("aria-live", "polite");
    annonce.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)";
    document.body.append(annonce);

    const poser = (element, attribut, valeur) => {
        if (element && element.getAttribute(attribut) !== valeur) element.setAttribute(attribut, valeur);
    };
    const page = () => document.querySelector('[data-testid="stMain"]');
    const titre = () => document.getElementById("contenu");
    const phrases = () => [...document.querySelectorAll(".phrase")].map((p) => p.textContent.trim());

    // Les deux rangées de liens sont des menus ; la page ouverte y est dite, et pas seulement colorée.
    function nommer() {
        for (const [menu, nom] of Object.entries(MENUS)) {
            const boite = document.querySelector(menu);
            poser(boite, "role", "navigation");
            poser(boite, "aria-label", nom);
        }
        for (const lien of document.querySelectorAll('[class*="st-key-lien_"] a')) {
            if (lien.closest('[class*="st-key-lien_actif"]')) poser(lien, "aria-current", "page");
            else lien.removeAttribute("aria-current");
        }
        // Le premier arrêt du clavier est le lien d'évitement, et non la page entière ; elle défile quand même.
        const entiere = page();
        if (entiere && entiere.tabIndex === 0) {
            entiere.tabIndex = -1;
            if (document.activeElement === document.body) entiere.focus({preventScroll: true});
        }
    }

    function annoncer(dit) {
        annonce.textContent = ""; // la même phrase deux fois de suite ne serait dite qu'une
        setTimeout(() => { annonce.textContent = dit.trim(); }, 50);
    }

    function reprendreAuTitre() {
        poser(titre(), "tabindex", "-1");
        titre().focus({preventScroll: true});
        dernier = null;
    }

    // Après un changement : la page neuve reprend à son titre ; sur la même page, ce qui a changé est annoncé.
    let avant = {chemin: location.pathname, titre: "", choix: "", phrases: []};
    function suivre() {
        const la = {
            chemin: location.pathname, choix: location.search, titre: titre()?.textContent ?? "", phrases: phrases(),
        };
        if (!la.titre) return; // le script est fini, la page n'est pas encore dessinée : le passage suivant le verra
        if (avant.titre && la.chemin !== avant.chemin) {
            reprendreAuTitre();
        } else if (avant.titre && la.titre !== avant.titre) {
            // En présentation les touches n'ont pas de focus à rendre : l'étape neuve est annoncée.
            if (dernier && !dernier.element.isConnected) reprendreAuTitre();
            else annoncer(la.titre);
        } else if (avant.titre) {
            const neuve = la.phrases.find((p) => !avant.phrases.includes(p)) ?? "";
            if (neuve || la.choix !== avant.choix) annoncer(`Affichage mis à jour. ${neuve}`);
            retrouver();
        }
        avant = la;
    }

    // Streamlit refait parfois l'élément qui avait le focus : on reprend celui qui a la même place dans la même boîte.
    let dernier = null;
    function retenir(element) {
        const boite = element.closest('[class*="st-key-"]');
        const cle = boite && [...boite.classList].find((c) => c.startsWith("st-key-"));
        dernier = cle ? {cle, rang: [...boite.querySelectorAll(FOCALISABLE)].indexOf(element), element} : null;
    }
    function retrouver() {
        const perdu = [document.body, page(), null].includes(document.activeElement);
        if (!perdu || !dernier || dernier.element.isConnected) return;
        const boite = document.getElementsByClassName(dernier.cle)[0];
        boite?.querySelectorAll(FOCALISABLE)[dernier.rang]?.focus({preventScroll: true});
    }
    document.addEventListener("focusin", (e) => {
        if (e.target !== page()) retenir(e.target);
    });

    // Une bulle de réglages est posée tout à la fin du document : on y entre en l'ouvrant, on en sort par ses bouts.
    let bulle = null;
    function entrer() {
        const la = document.querySelector('[data-testid="stPopoverBody"]');
        if (la && la !== bulle && document.activeElement?.dataset.testid === "stPopoverButton")
            la.querySelector(FOCALISABLE)?.focus();
        bulle = la;
    }
    document.addEventListener("keydown", (e) => {
        if (e.key !== "Tab" || !bulle?.contains(document.activeElement)) return;
        const siens = [...bulle.querySelectorAll(FOCALISABLE)].filter((x) => x.tabIndex >= 0 && x.checkVisibility());
        if (document.activeElement !== (e.shiftKey ? siens[0] : siens.at(-1))) return;
        e.preventDefault();
        document.querySelector('[data-testid="stPopoverButton"][aria-expanded="true"]')?.focus();
    });

    // Les listes de choix annoncent leurs options en anglais.
    function franciser() {
        for (const dit of document.querySelectorAll("[data-live-announcer] [role=log] > *, [data-live-announcer] span")) {
            if (dit.childElementCount) continue;
            const lu = dit.textContent;
            const ecrit = ANGLAIS.reduce((t, [quoi, par]) => t.replace(quoi, par), lu);
            if (ecrit !== lu) dit.textContent = ecrit;
        }
    }

    function regarder() {
        nommer();
        entrer();
        franciser();
    }
    let prevu = false, apres = 0;
    new MutationObserver((vus) => {
        const fini = vus.some((v) => v.type === "attributes" && v.target.dataset.testScriptState === "notRunning");
        if (fini) {
            clearTimeout(apres);
            apres = setTimeout(suivre, ATTENTE);
        }
        if (prevu) return;
        prevu = true;
        requestAnimationFrame(() => {
            prevu = false;
            regarder();
        });
    }).observe(document.body, {subtree: true, childList: true, attributes: true,
        attributeFilter: ["data-test-script-state"]});
    apres = setTimeout(suivre, ATTENTE);
    regarder();
})();
