"""Words of the account screens: sign-in, the agent's own page: `key -> (French, English)`."""

from typing import Final

from fieldapp.ui.i18n.language import Catalogue

_SIGN_IN: Final[Catalogue] = {
    "account.sign_in_title": ("Ouvrir ma session", "Open my session"),
    "account.sign_in_sub": (
        "Tout reste chiffré sur cet appareil.",
        "Everything stays encrypted on this device.",
    ),
    "account.account": ("Identifiant", "Account"),
    "account.account_hint": ("prenom.nom", "first.last"),
    "account.passphrase": ("Phrase secrète", "Passphrase"),
    "account.open": ("Ouvrir", "Open"),
    "account.opening": ("Ouverture…", "Opening…"),
    "account.first_time": (
        "La première fois, il faut le réseau. Ensuite, cet appareil s’ouvre sans.",
        "The first time needs the network. Afterwards this device opens without.",
    ),
    "account.server": ("Adresse de la mairie", "Address of the town hall"),
    "account.server_hint": ("fieldapp.ma-commune.fr", "fieldapp.my-town.example"),
    "account.server_none": ("pas encore indiquée", "not given yet"),
    "account.server_change": ("Changer", "Change"),
    "account.server_done": ("Garder l’adresse", "Keep the address"),
    "account.missing_account": ("Tapez votre identifiant.", "Type your account."),
    "account.missing_passphrase": ("Tapez votre phrase secrète.", "Type your passphrase."),
    "account.wrong": (
        "Ce n’est pas la phrase de cet identifiant.",
        "This is not the passphrase of this account.",
    ),
    "account.wrong_wait": (
        "Ce n’est pas la bonne phrase. Prochain essai dans {wait}.",
        "Not the right passphrase. Next try in {wait}.",
    ),
    "account.too_early": (
        "Trop d’essais. Le prochain compte dans {wait}.",
        "Too many tries. The next one counts in {wait}.",
    ),
    "account.wait_over": ("Vous pouvez réessayer.", "You can try again."),
    "account.step_asking": ("La mairie vérifie votre identité…", "The town hall checks who you are…"),
    "account.step_sealing": ("Création de votre coffre chiffré…", "Making your encrypted vault…"),
    "account.step_unlocking": ("Ouverture de votre coffre…", "Opening your vault…"),
    "account.step_renewing": (
        "Renouvellement de vos clés : tout est chiffré de nouveau…",
        "Renewing your keys: everything is encrypted anew…",
    ),
    "account.step_filling": ("Arrivée des premières fiches…", "The first records arrive…"),
    "account.unreachable_title": ("La mairie ne répond pas", "The town hall does not answer"),
    "account.unreachable_text": (
        "Rien n’est perdu. La première ouverture demande le réseau : vérifiez le Wi-Fi et l’adresse, puis réessayez.",
        "Nothing is lost. The first opening needs the network: check the Wi-Fi and the address, then try again.",
    ),
    "account.stranger_title": ("Cette adresse n’est pas celle d’une mairie", "This address is not a town hall"),
    "account.stranger_text": (
        "Rien n’est perdu. Quelque chose répond, mais pas Fieldapp : acceptez la page du Wi-Fi, ou corrigez l’adresse.",
        "Nothing is lost. Something answers, but not Fieldapp: accept the page of the Wi-Fi, or correct the address.",
    ),
    "account.other_key_title": ("Ce serveur n’est pas celui de la mairie", "This is not the town hall’s server"),
    "account.other_key_text": (
        "Rien n’a été envoyé : sa clé n’est pas celle de la mairie. Changez de réseau, ou voyez l’informatique.",
        "Nothing was sent: its key is not the town hall’s. Change the network, or ask the IT service.",
    ),
    "account.code_wrong_title": ("Ce code n’ouvre rien", "This code opens nothing"),
    "account.code_wrong_text": (
        "Il a déjà servi, il est trop vieux, ou il n’existe pas. Demandez-en un autre au service informatique.",
        "It was used already, it is too old, or there is none such. Ask the IT service for another.",
    ),
    "account.here_already_title": ("Vous êtes déjà sur cette tablette", "You are on this tablet already"),
    "account.here_already_text": (
        "Votre travail y est. Ouvrez avec votre phrase ; si elle est perdue, choisissez « Phrase oubliée ».",
        "Your work is on it. Open it with your passphrase; if it is lost, choose “Forgotten passphrase”.",
    ),
    "account.have_code": ("J’ai un code", "I have a code"),
    "account.code_title": ("Entrer avec un code", "Enter with a code"),
    "account.code_sub": (
        "La mairie vous a donné un code : il sert une fois. La phrase que vous choisissez reste sur la tablette.",
        "The town hall gave you a code: it serves once. The passphrase that you choose never leaves this tablet.",
    ),
    "account.code": ("Code", "Code"),
    "account.code_hint": ("16 lettres et chiffres, ou le lien entier", "16 letters and digits, or the whole link"),
    "account.code_mistyped": (
        "Une lettre ou un chiffre n’est pas juste : comparez avec le code reçu.",
        "A letter or a digit is not right: compare with the code that you were given.",
    ),
    "account.code_phrase": ("Votre nouvelle phrase", "Your new passphrase"),
    "account.code_phrase_hint": ("Quatre mots, connus de vous seul", "Four words that only you know"),
    "account.code_again": ("La même phrase, encore", "The same passphrase again"),
    "account.code_differs": (
        "Les deux phrases diffèrent : tapez-les encore.",
        "The two phrases differ: type them again.",
    ),
    "account.code_enter": ("Entrer", "Enter"),
    "account.code_back": ("Retour à la connexion", "Back to the sign-in"),
    "account.not_known_title": ("Identifiant ou phrase inconnus", "Account or passphrase not known"),
    "account.not_known_text": (
        "Rien n’a changé. Vérifiez les deux, ou demandez au service informatique.",
        "Nothing has changed. Check both, or ask the IT office.",
    ),
    "account.revoked_title": ("La mairie a retiré cet appareil", "The town hall withdrew this device"),
    "account.revoked_text": (
        "Vos saisies non parties sont gardées, chiffrées. Portez l’appareil au service informatique.",
        "What was not sent is kept, encrypted. Take the device to the IT office.",
    ),
    "account.open_elsewhere_title": ("Déjà ouvert dans une autre fenêtre", "Already open in another window"),
    "account.open_elsewhere_text": (
        "Vos saisies y sont gardées. Fermez l’autre fenêtre de Fieldapp, puis réessayez.",
        "What you entered is kept there. Close the other window of Fieldapp, then try again.",
    ),
    "account.damaged_title": ("Le coffre est abîmé", "The vault is damaged"),
    "account.damaged_text": (
        "Rien n’a été effacé. Ce que la mairie a reçu est en sécurité. Portez l’appareil au service informatique.",
        "Nothing was erased. What the town hall received is safe. Take the device to the IT office.",
    ),
    "account.newer_title": ("Ce coffre est plus récent que l’application", "This vault is newer than the app"),
    "account.newer_text": (
        "Rien n’a été touché. Mettez Fieldapp à jour, puis rouvrez.",
        "Nothing was touched. Update Fieldapp, then open again.",
    ),
    "account.keyless_title": ("Cet appareil a perdu son secret", "This device lost its secret"),
    "account.keyless_text": (
        "Vos saisies sont gardées, chiffrées. Seule la mairie peut les rouvrir : demandez-le ici.",
        "What you entered is kept, encrypted. Only the town hall can open it again: ask for it here.",
    ),
    "account.keys_gone_title": ("Trop de phrases fausses", "Too many wrong passphrases"),
    "account.keys_gone_text": (
        "Vos saisies sont gardées, chiffrées. Aucune phrase n’ouvre plus ce coffre : la mairie peut le rouvrir.",
        "What you entered is kept, encrypted. No passphrase opens this vault any more: the town hall can open it.",
    ),
    "account.tries_left": (
        {
            "one": "Encore {n} essai. Après lui, seule la mairie pourra rouvrir ce coffre.",
            "other": "Encore {n} essais. Après eux, seule la mairie pourra rouvrir ce coffre.",
        },
        {
            "one": "{n} more try. After it only the town hall can open this vault again.",
            "other": "{n} more tries. After them only the town hall can open this vault again.",
        },
    ),
    "account.no_room_title": ("Plus de place sur l’appareil", "No room left on the device"),
    "account.no_room_text": (
        "Rien n’est perdu. Libérez de la place, puis réessayez.",
        "Nothing is lost. Free some room, then try again.",
    ),
    "account.address_title": ("Indiquez l’adresse de la mairie", "Give the address of the town hall"),
    "account.address_text": (
        "Rien n’est perdu. Elle commence par https ; le service informatique la connaît.",
        "Nothing is lost. It begins with https; the IT office knows it.",
    ),
}

_PIN: Final[Catalogue] = {
    "account.names": ("Les noms de cet appareil", "The names of this device"),
    "account.names_other": ("Quelqu’un d’autre", "Somebody else"),
    "account.names_label": ("{name}, {how}", "{name}, {how}"),
    "account.names_by_pin": ("par code", "by code"),
    "account.names_by_phrase": ("par phrase secrète", "by passphrase"),
    "account.names_tidy": ("Retirer un nom…", "Take a name off…"),
    "account.names_done": ("Terminé", "Done"),
    "account.names_forget": ("Oublier sur cet appareil", "Forget on this device"),
    "account.names_forget_label": ("Oublier {name} sur cet appareil", "Forget {name} on this device"),
    "account.names_forget_text": (
        "Seul le nom quitte cette liste. Le travail reste, chiffré ; on entre alors par « Quelqu’un d’autre ».",
        "The name alone leaves this list. The work stays, encrypted; one then enters by “Somebody else”.",
    ),
    "account.pin_ask": ("Votre code à 6 chiffres", "Your 6-digit code"),
    "account.pin_count": (
        {"one": "{n} chiffre sur {of}", "other": "{n} chiffres sur {of}"},
        {"one": "{n} digit of {of}", "other": "{n} digits of {of}"},
    ),
    "account.pin_erase": ("Effacer un chiffre", "Erase one digit"),
    "account.pin_by_phrase": ("Ma phrase secrète", "My passphrase"),
    "account.pin_wrong": (
        {
            "one": "Ce n’est pas ce code. Rien n’est perdu : encore {n} essai, puis la phrase secrète ouvrira.",
            "other": "Ce n’est pas ce code. Rien n’est perdu : encore {n} essais, puis la phrase secrète ouvrira.",
        },
        {
            "one": "Not this code. Nothing is lost: {n} more try, then your passphrase opens.",
            "other": "Not this code. Nothing is lost: {n} more tries, then your passphrase opens.",
        },
    ),
    "account.pin_gone": (
        "Ce code n’ouvre plus. Rien n’est perdu : votre phrase secrète ouvre, puis vous choisirez un autre code.",
        "This code no longer opens. Nothing is lost: your passphrase opens, then you choose another code.",
    ),
    "account.pin_stale": (
        "Votre code dort depuis 12 heures. Rien n’est perdu : votre phrase secrète d’abord, le code ensuite.",
        "Your code rests after 12 hours. Nothing is lost: your passphrase first, the code afterwards.",
    ),
    "account.lock": ("Verrouillage", "Lock"),
    "account.lock_min": ({"one": "{n} minute", "other": "{n} minutes"}, {"one": "{n} minute", "other": "{n} minutes"}),
    "account.lock_sub": (
        "Sans geste pendant ce temps, la session se ferme ; vos saisies restent et vous revenez au même endroit.",
        "Without a touch for that long the session closes; what you typed stays and you come back to the same place.",
    ),
    "account.pin": ("Code à 6 chiffres", "6-digit code"),
    "account.pin_against": (
        "Il rouvre votre session pendant 12 heures après votre phrase. Il arrête un passant, pas qui copie le disque.",
        "It reopens your session for 12 hours after your phrase. It stops a passer-by, not who copies the disk.",
    ),
    "account.pin_choose": ("Choisir un code à 6 chiffres", "Choose a 6-digit code"),
    "account.pin_change": ("Changer mon code", "Change my code"),
    "account.pin_drop": ("Retirer mon code", "Remove my code"),
    "account.pin_chosen": ("Code choisi : il ouvre dès maintenant", "Code chosen: it opens from now on"),
    "account.pin_dropped": ("Code retiré : la phrase secrète ouvre", "Code removed: the passphrase opens"),
    "account.pin_prove": ("Votre phrase secrète d’abord.", "Your passphrase first."),
    "account.pin_go_on": ("Continuer", "Go on"),
    "account.pin_new": ("Tapez votre nouveau code.", "Type your new code."),
    "account.pin_again": ("Tapez-le encore une fois.", "Type it once more."),
    "account.pin_stop": ("Plus tard", "Later"),
    "account.pin_weak": (
        "Ce code est trop facile à deviner. Évitez les suites et les répétitions.",
        "This code is too easy to guess. Avoid sequences and repetitions.",
    ),
    "account.pin_differs": (
        "Les deux codes diffèrent. Rien n’a changé : recommencez.",
        "The two codes differ. Nothing was changed: begin again.",
    ),
    "account.pin_next": ("Choisir ensuite un code à 6 chiffres", "Choose a 6-digit code next"),
    "account.pin_next_sub": (
        "Il rouvrira cet appareil pendant 12 heures",
        "It reopens this device for 12 hours",
    ),
}

_PAGE: Final[Catalogue] = {
    "account.title": ("Moi et cet appareil", "Me and this device"),
    "account.day": ("Ma journée", "My day"),
    "account.day_done": ({"one": "{n} faite", "other": "{n} faites"}, {"one": "{n} done", "other": "{n} done"}),
    "account.day_open": (
        {"one": "{n} restante", "other": "{n} restantes"},
        {"one": "{n} left", "other": "{n} left"},
    ),
    "account.day_photos": (
        {"one": "{n} photo en attente", "other": "{n} photos en attente"},
        {"one": "{n} photo waiting", "other": "{n} photos waiting"},
    ),
    "account.day_left": ("Ce qui reste", "What is left"),
    "account.day_beyond": (
        {"one": "Encore {n} tâche", "other": "Encore {n} tâches"},
        {"one": "{n} more task", "other": "{n} more tasks"},
    ),
    "account.day_hand_back": (
        "Elles restent à vous. Pour en rendre une avec un mot, ouvrez-la.",
        "They stay yours. To hand one back with a word, open it.",
    ),
    "account.day_before": ("Mot au départ", "Word at the start"),
    "account.day_after": ("Mot au retour", "Word on return"),
    "account.day_no_word": ("Pas encore écrit", "Not written yet"),
    "account.close": ("Fermer la session", "Close the session"),
    "account.close_safe": (
        "Tout est parti. Il ne reste rien à envoyer.",
        "Everything has left. Nothing waits to be sent.",
    ),
    "account.close_waits": (
        {
            "one": "{n} élément reste ici, chiffré. Il partira à votre prochaine ouverture.",
            "other": "{n} éléments restent ici, chiffrés. Ils partiront à votre prochaine ouverture.",
        },
        {
            "one": "{n} item stays here, encrypted. It leaves when you open again.",
            "other": "{n} items stay here, encrypted. They leave when you open again.",
        },
    ),
    "account.sending": ("Envoi", "Sending"),
    "account.photo_size": ("Taille des photos", "Size of photos"),
    "account.photo_economical": ("Économique", "Economical"),
    "account.photo_medium": ("Moyenne", "Medium"),
    "account.photo_normal": ("Normale", "Normal"),
    "account.photo_original": ("Originale", "Original"),
    "account.photo_economical_sub": (
        "Environ 0,2 Mo par photo : part vite, même avec peu de réseau.",
        "About 0.2 MB a photo: it leaves quickly, even on a weak network.",
    ),
    "account.photo_medium_sub": (
        "Environ 0,3 Mo par photo : nette, et part encore vite.",
        "About 0.3 MB a photo: sharp, and still quick to leave.",
    ),
    "account.photo_normal_sub": (
        "Environ 0,5 Mo par photo : on y lit un numéro de rue.",
        "About 0.5 MB a photo: a house number can be read.",
    ),
    "account.photo_original_sub": (
        "De 3 à 8 Mo par photo, tous les détails : part lentement, mieux vaut le Wi-Fi.",
        "3 to 8 MB a photo, every detail: it leaves slowly, better on Wi-Fi.",
    ),
    "account.choices": ("Affichage", "Display"),
    "account.theme": ("Thème", "Theme"),
    "account.language": ("Langue", "Language"),
    "account.density": ("Taille des commandes", "Size of controls"),
    "account.density_field": ("Terrain", "Field"),
    "account.density_desk": ("Bureau", "Desk"),
    "account.gloves": ("Mode gants", "Gloves"),
    "account.gloves_sub": ("Des commandes plus hautes", "Taller controls"),
    "account.left_handed": ("Main gauche", "Left-handed"),
    "account.left_handed_sub": ("L’action principale à gauche", "The main action on the left"),
    "account.by_day": ("Plein soleil de jour", "Outdoor by day"),
    "account.by_day_sub": ("Du lever au coucher du soleil", "From sunrise to sunset"),
    "account.motion": ("Animations", "Motion"),
    "account.motion_sub": ("Brèves, jamais nécessaires", "Short, never needed"),
    "account.motion_device": ("Aucune : l’appareil le demande", "None: the device asks so"),
    "account.on": ("oui", "on"),
    "account.off": ("non", "off"),
    "account.switch_label": ("{name} : {state}", "{name}: {state}"),
    "account.text_size": (
        "La taille du texte suit celle de l’appareil.",
        "The size of text follows the device.",
    ),
    "account.photos_wifi": ("Photos en Wi-Fi seulement", "Photos on Wi-Fi only"),
    "account.photos_wifi_sub": ("Le texte part toujours tout de suite", "Text always leaves at once"),
    "account.support": (
        "Fieldapp {version} · appareil {device} · stockage {storage}",
        "Fieldapp {version} · device {device} · storage {storage}",
    ),
    "account.secret": ("Phrase secrète", "Passphrase"),
    "account.secret_change": ("Changer ma phrase", "Change my passphrase"),
    "account.secret_local": (
        "Elle ouvre ce coffre. Celle de la mairie ne change pas.",
        "It opens this vault. The town hall’s does not change.",
    ),
    "account.secret_current": ("Phrase actuelle", "Current passphrase"),
    "account.secret_new": ("Nouvelle phrase", "New passphrase"),
    "account.secret_short": (
        {"one": "Il faut au moins {n} signe.", "other": "Il faut au moins {n} signes."},
        {"one": "At least {n} character.", "other": "At least {n} characters."},
    ),
    "account.secret_changed": ("Phrase changée", "Passphrase changed"),
    "account.keys": ("Clés de ce coffre", "Keys of this vault"),
    "account.keys_in_file": (
        "La clé de cet appareil est un fichier que seul ce compte du système peut lire.",
        "This device’s key is a file that only this account of the system may read.",
    ),
    "account.keys_in_store": (
        "La clé de cet appareil est dans le coffre de clés du système.",
        "This device’s key is in the system’s key store.",
    ),
    "account.keys_text": (
        "Si quelqu’un a pu copier cet appareil : tout est chiffré de nouveau, les anciennes clés n’ouvrent plus rien.",
        "If somebody may have copied this device: everything is encrypted anew, the old keys open nothing any more.",
    ),
    "account.keys_phrase": (
        "La session se ferme et demande votre phrase ; comptez une minute. Le code à 6 chiffres sera à rechoisir.",
        "The session closes and asks your passphrase; it may take a minute. The 6-digit code must be chosen again.",
    ),
    "account.keys_renew": ("Renouveler les clés", "Renew the keys"),
    "account.device": ("Cet appareil", "This device"),
    "account.device_server": ("Mairie", "Town hall"),
    "account.device_version": ("Version", "Version"),
    "account.device_id": ("Numéro", "Number"),
    "account.agreement": ("Accord", "Agreement"),
    "account.copy_support": ("Copier pour le support", "Copy for support"),
    "account.again_title": ("La mairie veut vous reconnaître", "The town hall wants to know you again"),
    "account.again_text": (
        "Rien n’est perdu. Tapez votre phrase de la mairie pour que l’envoi reprenne.",
        "Nothing is lost. Type your town hall passphrase so that sending goes on.",
    ),
    "account.again_do": ("Me reconnaître", "Sign in again"),
    "account.again_done": ("La mairie vous a reconnu", "The town hall knows you again"),
    "account.role.agent_terrain": ("Agent de terrain", "Field agent"),
    "account.role.chef_equipe": ("Chef d’équipe", "Team leader"),
    "account.role.agent_bureau": ("Agent de bureau", "Desk agent"),
    "account.role.responsable_service": ("Responsable de service", "Head of service"),
    "account.role.communicant": ("Communicant", "Communication officer"),
    "account.role.elu": ("Élu", "Elected member"),
    "account.role.direction": ("Direction", "Management"),
    "account.role.dpo": ("Délégué à la protection des données", "Data protection officer"),
    "account.role.admin_si": ("Administrateur", "Administrator"),
}

WORDS: Final[Catalogue] = {**_SIGN_IN, **_PIN, **_PAGE}
