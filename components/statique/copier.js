// Copier le lien d'une vue d'un clic. Un fichier servi par le tableau de bord ; sans lui, le lien se sélectionne.
(() => {
    "use strict";
    if (window.qpvCopier) return;
    window.qpvCopier = true;

    // Un intranet sans certificat n'a pas de presse-papiers : la sélection puis la vieille commande y copient encore.
    function parSelection(element) {
        const choix = getSelection();
        choix.selectAllChildren(element);
        return document.execCommand("copy");
    }
    async function copier(element) {
        try {
            await navigator.clipboard.writeText(element.textContent);
            return true;
        } catch {
            return parSelection(element);
        }
    }
    document.addEventListener("click", async (e) => {
        const bouton = e.target.closest?.("button.copier");
        const lien = bouton?.parentElement.querySelector(".lien-vue");
        if (!lien) return;
        const fait = await copier(lien);
        const dit = bouton.parentElement.querySelector("[role=status]");
        if (dit) dit.textContent = fait ? "Lien copié." : "Copie refusée par le navigateur : sélectionner le lien.";
    });
})();
