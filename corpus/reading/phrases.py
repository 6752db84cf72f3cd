"""Phrases: what sites print around an article, in the languages that the program speaks."""

import re


def _phrases(*phrases: str) -> re.Pattern[str]:
    # Possessive: a line that repeats a phrase a hundred times is not parsed in 2**100 ways.
    joined = "|".join(phrases)
    return re.compile(rf"(?:(?>{joined})[\s.:!*»›→]*+)++", re.IGNORECASE)


SHARING = _phrases(
    r"share(?: (?:this|on|via|with friends|the) ?(?:article|post|story|page|facebook|twitter|x|email|whatsapp)?)?",
    r"(?:click to )?(?:share|tweet|email|print|pin)(?: this)?(?: on \w+)?(?: \(opens in new window\))?",
    r"like this|like loading|facebook|twitter|linkedin|whatsapp|telegram|reddit|copy link|follow us(?: on \w+)?",
    r"(?:subscribe|sign up)(?: now)?(?: (?:to|for) (?:our|the|my) (?:\w+ ){0,3}(?:newsletters?|updates|channel))?",
    r"(?:get|receive) (?:our|the) (?:\w+ ){0,3}newsletter(?: in your inbox)?|advertisement|sponsored",
    r"(?:поделиться|поділитися|поширити|вконтакте|одноклассники|реклама)(?: (?:в|у|на|с) \w+)?",
    r"(?:подпи[сш]\w{2,10}|підпи[сш]\w{2,10}) на (?:наш\w{0,2} )?[\w-]+(?: [\w-]+){0,2}",
    r"(?:artikel |beitrag )?(?:teilen|drucken|merken)(?: auf \w+)?|(?:jetzt )?(?:newsletter )?abonnieren|anzeige"
    r"|werbung",
    r"comparti(?:r|d)(?: (?:en|por) \w+)?|imprimir|publicidad|suscr[ií]bete(?: a nuestr[oa] (?:\w+ ?){1,3})?",
)
COOKIES = re.compile(
    r"(?:accept|reject|allow|decline)(?: all)?(?: cookies)?|(?:manage )?cookie (?:settings|preferences|policy)"
    r"|got it|(?:принять|прийняти|отклонить|відхилити)(?: (?:вс[её]|усе|всі|cookies?|файлы|файли)){0,3}"
    r"|(?:alle |nur notwendige )?(?:cookies )?(?:akzeptieren|ablehnen)|(?:aceptar"
    r"|rechazar)(?: tod[oa]s?)?(?: las cookies)?"
    r"|(?=.*\b(?:uses?|use of|using|our) (?:\w+ ){0,2}cookies)"
    r"(?=.*\b(?:accept|agree|consent|experience|privacy|preferences|settings|policy)\b)"
    r"(?:we|this (?:web)?site|our (?:web)?site|by (?:continuing|clicking|using))\b.*"
    r"|(?=.*\b(?:cookies?|куки)\b)"
    r"(?=.*\b(?:соглас|соглаш|улучш|лучше|настро|конфиденц|погодж|згод|покращ|краще|налашт"
    r"|akzeptier|zustimm|einverstanden|einstellung|datenschutz|acept|consent|privacidad|experiencia|configura))"
    r"(?:мы|наш|этот сайт|на (?:этом )?сайте|сайт|продолжая|используя|ми|цей сайт|на сайті|продовжуючи|користуючись"
    r"|wir|(?:diese|unsere) (?:web)?(?:site|seite)|mit der|durch|utilizamos|usamos|este sitio|est[ea] (?:web|página)"
    r"|al)\b.*",
    re.IGNORECASE | re.DOTALL,
)
NAVIGATION = _phrases(
    r"skip to (?:main )?content|menu|home|(?:toggle )?navigation|back to (?:top|home)|search",
    r"перейти к (?:основному )?содержани[юя]|меню|главная|на главную|поиск|войти|регистрация|наверх",
    r"перейти до (?:основного )?(?:вмісту|змісту)|головна|на головну|пошук|увійти|реєстрація|вгору",
    r"(?:zum|direkt zum) inhalt(?: springen)?|menü|startseite|suche|anmelden|registrieren|nach oben",
    r"(?:saltar|ir) al contenido(?: principal)?|menú|inicio|buscar|iniciar sesión|registrarse|volver arriba",
)
COMMENT_FORM = _phrases(
    r"(?:leave|post|write|add) (?:a|your) (?:reply|comment|response)(?: to .{1,80})?",
    r"cancel reply|post comment|submit(?: comment)?|reply|join the (?:discussion|conversation)",
    r"your e-?mail address will not be published|required fields are marked",
    r"(?:your )?(?:comment|name|e-?mail|website)(?: address)?(?: \(?(?:required|optional)\)?)?",
    r"save my name, e-?mail,? and website in this browser.*|notify me of (?:follow-?up|new) .*",
    r"you must be logged in to (?:post a comment|comment|reply)|log in to (?:reply|comment)",
    r"this site uses akismet.*|learn how your comment data is processed|comments are closed|no comments(?: yet)?|δ",
    r"(?:оставить|оставьте|добавить|написать|отправить) (?:свой )?(?:комментарий|ответ)|отменить ответ|комментарий|имя",
    r"ваш (?:адрес )?(?:e-?mail|электронной почты) не будет опубликован|обязательные поля помечены",
    r"(?:залишити|додати|написати|надіслати|опублікувати) (?:свій )?(?:коментар|відповідь)|скасувати відповідь",
    r"ваша e-?mail адреса не оприлюднюватиметься|обов[’'ʼ]язкові поля позначені|коментар|ім[’'ʼ]я",
    r"(?:schreiben? sie |schreibe? |hinterlassen? )?(?:einen |ihren )?kommentar(?: (?:schreiben|verfassen"
    r"|abschicken))?",
    r"antworten? abbrechen|(?:deine|ihre) e-?mail-adresse wird nicht veröffentlicht",
    r"(?:die )?erforderlichen? felder sind (?:mit )?(?:\* )?markiert",
    r"deja (?:un comentario|una respuesta)|(?:publicar|enviar) (?:el )?comentario|cancelar (?:la )?respuesta"
    r"|comentario|nombre",
    r"tu (?:dirección de )?correo electrónico no será publicad[oa]|los campos obligatorios están marcados(?: con)?",
    r"correo electrónico",
)
OTHER_POSTS = _phrases(
    r"previous (?:post|article)|next (?:post|article)",
    r"(?:предыдущ|следующ)(?:ая|ий) (?:запись|статья|новость|пост)|(?:попередн|наступн)(?:ій|я|ий|а) (?:запис|стаття"
    r"|новина)",
    r"(?:vorherig|nächst)e[rs]? (?:beitrag|artikel)|(?:entrada|artículo) (?:anterior|siguiente)",
)
COPYRIGHT = re.compile(
    r"(?:copyright\b|©|\(c\) \d{4}).*|.*\b(?:all rights reserved|все права защищены|всі права захищен[оі]"
    r"|alle rechte vorbehalten|todos los derechos reservados)\W*",
    re.IGNORECASE,
)
COMMENTS_HEADING = re.compile(
    r"(?:comments?|replies|responses|комментарии|коментарі|kommentare|comentarios)(?: \(?\d+\)?)?"
    r"|\d+ (?:comments?|replies|responses|комментари[йяев]{1,2}|коментар(?:і|ів)?|kommentare?|comentarios?"
    r"|thoughts on .*)",
    re.IGNORECASE,
)
RELATED_HEADING = re.compile(
    r"(?:related|recommended|more|latest|popular)(?: (?:posts?|articles?|stories|news|reading|from .{1,60}))"
    r"|(?:you (?:may|might) also (?:like|enjoy)|read (?:more|next|also)|see also|up next|what to read next)"
    r"|(?:читайте|смотрите|дивіться) (?:также|ещё|також|ще)|(?:материалы|новости|матеріали|новини) (?:по"
    r"|за) тем[еою]+"
    r"|(?:похожие|схожі|другие|інші|последние|останні) (?:статьи|статті|новости|новини|материалы|матеріали)"
    r"|das könnte (?:sie|dich|ihnen) auch (?:interessieren|gefallen)|(?:mehr|weiteres) zum thema|lesen sie auch"
    r"|(?:weitere|ähnliche) (?:artikel|beiträge|nachrichten)|(?:lee|lea) también|(?:te|le) puede interesar"
    r"|(?:artículos|noticias|entradas) relacionad[oa]s|más (?:artículos|noticias)",
    re.IGNORECASE,
)
