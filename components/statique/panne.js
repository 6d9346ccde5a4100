// Le serveur s'est arrêté : Streamlit ouvrirait une fenêtre en anglais par-dessus les chiffres. On la referme, et une
// bande en bas de l'écran dit ce qui se passe ; ce qui est affiché reste lisible, et la page reprend d'elle-même.
(() => {
    "use strict";
    if (window.qpvPanne) return;
    window.qpvPanne = true;
    const COUPEE = "La liaison avec le serveur est coupée. Ce qui est affiché reste lisible ; "
        + "la page reprendra d'elle-même à son retour.";
    const REVENUE = "La liaison est revenue, mais l'aperçu privé de votre fichier n'est plus en mémoire : "
        + "il faut déposer le fichier à nouveau.";
    const FENETRE = '[data-testid="stDialog"]:has([data-testid="stErrorCodeBlock"])';
    const APERCU = ".st-key-credits_apercu_quitter";

    // La bande existe d'avance : un lecteur d'écran n'annonce que ce qui change dans une zone qu'il connaît déjà.
    const bande = document.createElement("div");
    bande.id = "panne";
    bande.setAttribute("role", "alert");
    const style = document.createElement("style");
    style.textContent = `${FENETRE} { visibility: hidden; }
        #panne { position: fixed; left: 0; right: 0; bottom: 0; z-index: 1000000; background: #1c2426; color: #ffffff;
            font: 600 1.1rem/1.4 sans-serif; text-align: center; }
        #panne:not(:empty) { padding: 0.8rem 2rem; }`;
    document.head.append(style);
    document.body.append(bande);

    const application = () => document.querySelector('[data-testid="stApp"]');
    const etat = (quoi) => application()?.getAttribute(`data-test-${quoi}-state`);
    const dire = (phrase) => { if (bande.textContent !== phrase) bande.textContent = phrase; };

    // « relance » : la page attend sa première exécution depuis le retour ; avant elle, l'écran est encore l'ancien.
    let coupee = false, apercuAvant = false, relance = "";
    function regarder() {
        const fenetre = document.querySelector(FENETRE);
        if (fenetre) {
            if (!coupee) apercuAvant = Boolean(document.querySelector(APERCU));
            coupee = true;
            dire(COUPEE);
            // Refermée, elle laisse faire défiler et déplier ; le bouton est le sien, la page ne change pas.
            fenetre.querySelector('[role="dialog"] > button')?.click();
        } else if (coupee && etat("connection") === "CONNECTED") {
            coupee = false;
            dire("");
            relance = apercuAvant ? "attendue" : "";
        }
        if (relance === "attendue" && etat("script") === "running") {
            relance = "en cours";
        } else if (relance === "en cours" && etat("script") === "notRunning") {
            relance = "";
            setTimeout(() => { if (!document.querySelector(APERCU)) dire(REVENUE); }, 1000);
        } else if (bande.textContent === REVENUE && document.querySelector(APERCU)) {
            dire("");
        }
    }
    new MutationObserver(regarder).observe(document.body, {subtree: true, childList: true, attributes: true,
        attributeFilter: ["data-test-connection-state", "data-test-script-state"]});
    regarder();
})();
