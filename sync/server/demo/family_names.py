"""Given and family names of the people of the demo town, as common in the west of France today."""

WOMEN = (
    "Nathalie Isabelle Sylvie Catherine Sandrine Céline Aurélie Émilie Laëtitia Stéphanie Valérie Corinne "
    "Claire Hélène Agnès Élodie Camille Manon Léa Chloé Fatima Samira Nadia Mélanie Audrey Delphine Gaëlle "
    "Marie-Laure Anne-Sophie Béatrice Brigitte Solène Maëlle Inès Justine Noémie Aïcha Lucie Virginie Estelle"
).split()
MEN = (
    "Philippe Michel Thierry Laurent Pascal Frédéric Stéphane Christophe David Nicolas Julien Sébastien "
    "Jérôme Olivier Bruno Cédric Mickaël Anthony Kévin Alexandre Maxime Romain Guillaume Antoine Mehdi "
    "Youssef Jean-Marc Jean-Pierre Franck Éric Loïc Yann Gaël Baptiste Hugo Théo Samuel Moussa Rachid Benoît"
).split()
FAMILIES = (
    "Rousseau Garnier Lebreton Delaunay Ferrand Guérin Chevallier Moreau Leroy Girard Fontaine Mercier "
    "Blanchard Gauthier Lefèvre Chauvin Papin Bouvier Drouet Besnard Pottier Foucher Hérissé Renaudin "
    "Launay Cormier Leblanc Benali Traoré Da Silva Nguyen Marchand Picard Lemoine Roussel Leclerc Barbier "
    "Aubry Collet Prévost Poirier Hubert Meunier Charpentier Brunet Le Goff Guillet Pichon Bertin Haddad "
    "Diallo Pereira Morin Bodin Langlois Hamon Tessier Gaudin Vasseur Jamet Bourdon Cadiou Ricordeau Plessis "
    "Chartier Métais Beaufils Thibault Cosnard Lhuissier Ménard Ragot Souchu Trouvé Vallée Derouet"
).split()


def families() -> list[str]:
    """Give the family names, the few in two words joined again."""
    joined = (
        " ".join(FAMILIES)
        .replace("Da Silva", "Da\N{NO-BREAK SPACE}Silva")
        .replace("Le Goff", "Le\N{NO-BREAK SPACE}Goff")
    )
    return [name.replace("\N{NO-BREAK SPACE}", " ") for name in joined.split(" ")]
