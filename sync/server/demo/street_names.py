"""The names of the streets that grew: what each sector of a French town calls its streets.

A name is a type (rue, impasse, allée …) and a complement with its own article. The old centre keeps
trades and saints, each housing estate has its theme, the craft zone its engineers. Hyphens and
capitals follow the rule for street names: every word of the complement but the leading article is
joined (rue Pierre-Mendès-France, rue du Huit-Mai-1945).
"""

import random

from sync.server.demo.skeleton import Rank

_POOLS: dict[str, str] = {
    "Centre": "de la Poterne/du Four/de l’Abreuvoir/du Puits/de la Monnaie/du Chapitre/des Ursulines/"
    "des Cordeliers/du Vieux-Marché/de la Tour/du Cloître/de l’Horloge/de la Barre/de la Porte-Neuve/"
    "des Remparts/du Château/de l’Aumônerie/de la Treille/du Chêne-Vert/des Potiers/de la Ferronnerie/"
    "de la Cordonnerie/de la Poissonnerie/du Grenier-à-Sel/de l’Écu/du Cheval-Blanc/de la Croix-de-Fer/"
    "du Lion-d’Or/des Bouchers/de la Paix/Saint-Martin/Saint-Nicolas/Sainte-Anne/Notre-Dame/du Presbytère/"
    "des Carmes/du Prieuré/de la Commanderie/du Bourg-Neuf/de la Vieille-Cour/des Drapiers/du Petit-Pont/"
    "de la Fontaine/des Orfèvres/de la Harpe/de l’Hospice/du Palais/des Augustins/du Beffroi/de l’Étape/"
    "de la Grosse-Tour/du Mûrier/des Quatre-Vents/de la Visitation/du Dauphin/de la Perle/Saint-Michel/"
    "des Jacobins/du Pélican/de la Bascule",
    "La Gare": "Pierre-Brossolette/Émile-Zola/Anatole-France/du Maréchal-Joffre/du Docteur-Roux/Jules-Ferry/"
    "Léon-Blum/Jean-Macé/Ledru-Rollin/Lamartine/Victor-Schœlcher/Raspail/Denfert-Rochereau/de Strasbourg/"
    "du Huit-Mai-1945/d’Alsace/de Lorraine/de Belfort/de Metz/de Colmar/du Quatre-Septembre/"
    "de la Résistance/de la Libération/Marcelin-Berthelot/Paul-Bert/Edgar-Quinet/Jules-Michelet/"
    "Alphonse-Daudet/Eugène-Sue/Honoré-de-Balzac/Gustave-Flaubert/Guy-de-Maupassant/du Commandant-Charcot/"
    "Ferdinand-Buisson/Pauline-Kergomard/du Sergent-Bobillot/Alexandre-Dumas/Jules-Verne/Chanzy/"
    "des Martyrs/du Capitaine-Guynemer/Sadi-Carnot/de Solférino/de Magenta/de Sébastopol/Hoche/Kléber",
    "Faubourg Saint-Jean": "du Calvaire/de la Tannerie/des Teinturiers/des Tisserands/de la Filature/"
    "du Chanvre/des Cordiers/du Pressoir/de la Grange/du Colombier/du Champ-de-Foire/des Charrons/"
    "de la Forge/du Vieux-Puits/Saint-Éloi/Saint-Roch/Sainte-Barbe/Louise-Michel/Jean-Moulin/"
    "Pierre-Mendès-France/Simone-de-Beauvoir/George-Sand/Georges-Brassens/Jacques-Brel/Édith-Piaf/"
    "Marcel-Pagnol/Marcel-Proust/Albert-Camus/Antoine-de-Saint-Exupéry/Olympe-de-Gouges/Lucie-Aubrac/"
    "Germaine-Tillion/Geneviève-de-Gaulle-Anthonioz/Joséphine-Baker/du Clos-Fleuri/du Bel-Air/de la Croisée/"
    "des Jardiniers/des Maraîchers/des Sabotiers/des Vanniers/des Tonneliers/de la Laiterie/du Four-à-Chaux/"
    "de la Briqueterie/du Petit-Saint-Jean/de la Maladrerie/du Lavoir/de l’Ancienne-Poste/des Écoles/"
    "Irène-Joliot-Curie/Françoise-Dolto/Célestin-Freinet/Maria-Montessori/Simone-Veil/Robert-Schuman/"
    "Jean-Monnet/Nelson-Mandela/Rosa-Parks/Aimé-Césaire/du Dix-Neuf-Mars-1962/de la Corderie",
    "Beaulieu": "des Lilas/des Glycines/des Bleuets/des Coquelicots/des Camélias/des Hortensias/des Iris/"
    "des Jonquilles/des Pivoines/des Primevères/des Violettes/des Rosiers/des Acacias/des Érables/"
    "des Bouleaux/des Charmes/des Noisetiers/des Cerisiers/des Pommiers/des Amandiers/des Ormes/"
    "des Peupliers/des Frênes/des Cèdres/des Magnolias/du Verger/des Genêts/des Bruyères/des Fougères/"
    "des Aubépines/des Capucines/des Tulipes/des Marronniers/des Châtaigniers/des Chênes/des Hêtres/"
    "des Sorbiers/du Grand-Pré/de la Clairière/des Mimosas/des Jasmins/des Lavandes/des Campanules/"
    "des Pervenches/des Anémones/des Marguerites/des Dahlias/des Cytises/des Alisiers/des Platanes/"
    "des Noyers/des Poiriers/des Mûriers/des Figuiers/des Cognassiers/de la Roseraie/du Bosquet/des Églantiers",
    "Les Hauts": "des Mésanges/des Hirondelles/des Alouettes/des Fauvettes/des Rouges-Gorges/des Pinsons/"
    "des Chardonnerets/des Merles/des Rossignols/des Bergeronnettes/des Martinets/des Loriots/des Hérons/"
    "Claude-Monet/Auguste-Renoir/Paul-Cézanne/Berthe-Morisot/Camille-Pissarro/Henri-Matisse/Georges-Braque/"
    "Claude-Debussy/Maurice-Ravel/Hector-Berlioz/Gabriel-Fauré/Georges-Bizet/Camille-Saint-Saëns/Erik-Satie/"
    "Nadia-Boulanger/Francis-Poulenc/Rosa-Bonheur/Camille-Claudel/Auguste-Rodin/Suzanne-Valadon/"
    "du Moulin-à-Vent/du Panorama/de Bellevue/du Point-du-Jour/des Hauts-Champs/des Cigognes/des Verdiers/"
    "des Roitelets/des Sittelles/des Grives/des Tourterelles/des Palombes/des Passereaux/des Vanneaux/"
    "Édouard-Manet/Gustave-Courbet/Eugène-Delacroix/Jean-Baptiste-Corot/Charles-Gounod/Cécile-Chaminade/"
    "Louise-Farrenc/du Belvédère/de la Butte/du Coteau/des Grands-Champs",
    "Le Gué": "de l’Île/des Roseaux/des Pêcheurs/du Moulin-Neuf/de la Prairie/des Nénuphars/du Pré-Long/"
    "des Lavandières/de la Vanne/des Libellules/du Martin-Pêcheur/de l’Écluse/des Mariniers/du Vivier/"
    "des Aulnes/des Joncs/de la Source/des Saules/du Petit-Gué/de la Nasse/du Radeau/des Osiers/du Bief/"
    "des Passeurs/de la Grenouillère",
    "Zone artisanale": "Ampère/Denis-Papin/Louis-Blériot/Clément-Ader/de l’Industrie/des Artisans/"
    "des Compagnons/du Commerce/Nicolas-Appert/Blaise-Pascal/Sophie-Germain/Marc-Seguin/Jean-Bertin/"
    "Pierre-Paul-Riquet/des Métiers/de l’Innovation/Gutenberg/Réaumur/Lavoisier",
    "Bords de Lisse": "Pierre-de-Ronsard/Joachim-du-Bellay/Paul-Verlaine/Arthur-Rimbaud/Louise-Labé/"
    "Guillaume-Apollinaire/Jacques-Prévert/Charles-Baudelaire/de la Loire/de la Sarthe/de la Mayenne/"
    "de l’Huisne/du Loir/de la Braye/de la Vègre/Paul-Éluard/Robert-Desnos/René-Char/Gérard-de-Nerval/"
    "Alfred-de-Vigny/Théophile-Gautier/Marceline-Desbordes-Valmore/Anna-de-Noailles/Andrée-Chedid/"
    "du Camping/des Canotiers/de la Plage/du Plongeoir/des Régates/du Pré-Vert/Alfred-de-Musset/"
    "François-Villon/du Ponton/Louis-Aragon/Boris-Vian/Raymond-Queneau/Jean-de-La-Fontaine",
}  # fmt: skip
_ESTATES = frozenset({"Beaulieu", "Les Hauts", "Le Gué"})
_SHORT_M = 85.0
_SECOND_TYPES = ("square", "chemin", "sente", "villa", "hameau")


class StreetNames:
    """Hands out street names, each once in the whole town."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._pools = {sector: _shuffled(pool.split("/"), rng) for sector, pool in _POOLS.items()}
        self._given = dict.fromkeys(_POOLS, 0)

    def next_name(self, sector: str, rank: Rank, length_m: float) -> str:
        """Give a name for a new street of this sector."""
        pool = self._pools[sector]
        turn, place = divmod(self._given[sector], len(pool))
        self._given[sector] += 1
        if turn == 0:
            return f"{self._type(sector, rank, length_m)} {pool[place]}"
        # A sector with more streets than names does as real towns do: the lane beside the Rue des Lilas
        # is the Allée des Lilas. One type of `_SECOND_TYPES` per round keeps the names apart.
        return f"{_SECOND_TYPES[(turn - 1) % len(_SECOND_TYPES)]} {pool[place]}"

    def _type(self, sector: str, rank: Rank, length_m: float) -> str:
        if rank is Rank.DEAD_END:
            choices = {"Centre": ("impasse", "cour", "impasse"), "Zone artisanale": ("impasse",)}
            return self._rng.choice(choices.get(sector, ("impasse", "impasse", "allée", "clos")))
        if sector == "Centre" and length_m < _SHORT_M:
            return self._rng.choice(("rue", "ruelle", "venelle", "passage"))
        if sector in _ESTATES and length_m < _SHORT_M * 2:
            return self._rng.choice(("rue", "allée", "allée"))
        return "rue"


def _shuffled(pool: list[str], rng: random.Random) -> list[str]:
    names = list(dict.fromkeys(pool))
    rng.shuffle(names)
    return names
