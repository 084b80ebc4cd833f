package text

// The words of sites, in lower case, for English, German, French, Spanish,
// Arabic and Russian. They are kept apart by how much they prove.

// noticeLabels are whole lines.
var noticeLabels = [...]string{
	"advertisement", "advertisment", "advertising", "ad", "sponsored", "read more", "continue reading", "see also", "related", "related articles", "related stories", "related topics", "related content", "more on this story", "share", "share this", "share this article", "share on facebook", "tweet", "print", "email", "comments", "comment", "view comments", "leave a comment", "load comments", "most read", "most popular", "recommended", "recommended stories", "topics", "tags", "subscribe", "subscribe now", "sign up", "sign in", "log in", "newsletter", "follow us", "back to top", "story continues below", "story continues below advertisement", "story continues after advertisement", "article continues below", "article continues after ad", "article continues below advertisement", "scroll to continue", "skip advertisement", "end of advertisement", "watch now", "listen now", "play video", "getty images", "more on this topic", "more on this", "more stories", "more news", "also in this section", "read next", "up next", "what to read next", "you may also like", "you might also like", "editor's picks", "editors' picks", "trending", "trending now", "top stories", "latest news", "most viewed", "related coverage", "share this post", "purchase licensing rights", "full story", "full article", "read full article", "read the full article", "read full story",
	"anzeige", "werbung", "mehr zum thema", "lesen sie auch", "lesen sie mehr", "weiterlesen", "mehr lesen", "zum artikel", "kommentare", "teilen", "newsletter abonnieren", "jetzt abonnieren", "zur startseite",
	"publicité", "lire aussi", "lire la suite", "à lire aussi", "a lire aussi", "en savoir plus", "partager", "commentaires", "s'abonner", "abonnez-vous", "newsletter gratuite", "sur le même sujet",
	"publicidad", "leer más", "lea también", "lee también", "lea más", "te puede interesar", "le puede interesar", "ver más", "seguir leyendo", "compartir", "comentarios", "suscríbete", "suscríbase", "más información", "noticias relacionadas", "temas relacionados",
	"реклама", "читайте также", "читать далее", "читать дальше", "читать полностью", "подробнее", "поделиться", "комментарии", "подписаться", "подпишитесь", "на эту тему", "по теме", "смотрите также",
	"إعلان", "اقرأ أيضا", "اقرأ أيضاً", "اقرأ المزيد", "إقرأ أيضا", "المزيد", "شارك", "التعليقات", "اشترك", "مواضيع ذات صلة", "شاهد أيضا", "شاهد أيضاً", "للمزيد", "اعلان",
}

// noticeLinks begin lines that lead to other stories.
var noticeLinks = [...]string{
	"read more:", "read more about", "read more on", "read more at", "read more from", "read more »", "read more >", "read also:", "also read:", "read also |", "also read |", "read next:", "read:", "read |", "related:", "related |", "see also:", "more:", "more on this:", "watch:", "watch |", "watch the video", "watch live:", "listen:", "listen to the podcast", "in pictures:", "don't miss:", "must read:", "click here", "tap here", "share this:", "follow us", "follow @", "tags:", "topics:", "filed under", "posted in", "photo gallery:", "view gallery",
	"lesen sie auch:", "lesen sie hier:", "lesen sie mehr", "lesen sie dazu", "mehr zum thema:", "mehr dazu:", "mehr lesen:", "auch interessant:", "siehe auch:", "hier geht es zu", "weiterlesen:", "zum weiterlesen:",
	"lire aussi", "à lire aussi", "a lire aussi", "à lire :", "lire également", "lire la suite", "voir aussi", "à voir aussi", "regarder aussi", "écouter aussi", "retrouvez tou",
	"lea también", "lee también", "lea además", "leer más", "lea más", "lee más", "te puede interesar", "le puede interesar", "vea también", "ver también", "mira también", "además:", "siga leyendo", "sigue leyendo",
	"читайте также", "читайте по теме", "читать далее", "читать также", "подробнее:", "подробнее на", "смотрите также", "см. также", "материалы по теме", "теги:", "по теме:",
	"اقرأ أيضا", "اقرأ أيضاً", "إقرأ أيضا", "اقرأ المزيد", "اقرأ أكثر", "طالع أيضا", "شاهد أيضا", "شاهد أيضاً", "للمزيد", "تابعونا", "تابعنا", "كلمات مفتاحية", "وسوم",
}

// noticeOpenings begin sentences by which a site addresses its reader.
var noticeOpenings = [...]string{
	"sign up to ", "sign up for ", "sign up now", "sign up here", "sign up today", "subscribe to our", "subscribe to the ", "subscribe now", "subscribe for ", "subscribe today", "subscribe here", "follow us on", "follow our ", "like us on", "find us on", "join us on", "join our ", "join the conversation", "get the latest ", "get our ", "get all the latest", "get breaking news", "get more news", "stay up to date with", "stay updated with", "stay informed with", "stay connected with", "stay tuned to", "download our", "download the app", "download the free", "click here to", "click here for", "click on the link", "continue reading", "keep reading", "to read the full", "to read more", "to continue reading", "for more stories", "for more news", "for the latest news", "for the latest updates", "for all the latest", "for latest news", "for more information, visit", "for more on this story", "visit our ", "check out our ", "support our ", "become a member", "become a subscriber", "already a subscriber", "already have an account", "please enable", "please subscribe", "please sign in", "please log in", "please consider ", "you can unsubscribe", "you must be logged in", "you need to be logged in", "you have reached your", "you have read your", "this website uses", "this site uses", "our website uses", "our site uses", "by using this site", "by using our", "by continuing to use", "by continuing to browse", "by signing up you", "by signing up, you", "by subscribing you", "by subscribing, you", "by submitting your", "by clicking on ", "by clicking the ", "do you have a story", "do you have information", "have a tip", "got a tip", "got a story", "have your say", "tell us ", "let us know", "write to us", "email us at", "contact us at", "send us ", "share your thoughts", "share your views", "what do you think?", "copyright ©", "copyright 20", "copyright 19", "© copyright", "copyright (c)", "this article was originally published", "this article originally appeared", "this article was first published", "this article first appeared", "this article is republished", "this article was produced", "this article is part of", "this article was written by", "this article was amended", "this story was originally published", "this story originally appeared", "this story was first published", "this story first appeared", "this story has been published from", "this story has not been edited", "this story is published", "this post was originally published", "this post originally appeared", "this post first appeared", "this piece was originally published", "this report was first published", "this content was originally", "this content is ", "read the original", "originally published on", "originally published at", "originally published by", "first published on ", "disclaimer:", "this copy is for your personal", "this material may not be", "views expressed in this", "opinions expressed in this", "a version of this article", "listen to this article", "enjoy unlimited", "unlock this article", "start your free", "try our ", "your support", "our standards:", "our comments policy", "comments are closed", "comments are moderated", "comments have been closed", "comments have been disabled", "comments have been turned off", "all comments are", "commenting is", "get unlimited", "cancel anytime", "cancel any time", "an earlier version of this story", "an earlier version of this article", "an earlier version of this report", "a previous version of this story", "a previous version of this article", "a previous version of this report", "this story has been corrected", "this article has been corrected", "this story has been updated", "this article has been updated", "this story corrects", "(this story corrects", "(this story has been",
	"abonnieren sie", "abonniere ", "melden sie sich", "jetzt abonnieren", "jetzt anmelden", "folgen sie uns", "folge uns", "folgt uns", "besuchen sie uns", "laden sie die", "laden sie unsere", "klicken sie hier", "hier klicken", "hier können sie", "hier finden sie", "mehr nachrichten", "weitere nachrichten", "weitere informationen finden sie", "wir verwenden cookies", "wir nutzen cookies", "diese website verwendet", "diese webseite verwendet", "diese seite verwendet", "bitte aktivieren sie", "bitte beachten sie", "bleiben sie auf dem laufenden", "bleiben sie informiert", "erhalten sie unser", "erhalten sie täglich", "unterstützen sie", "diskutieren sie mit", "schreiben sie uns", "was meinen sie?", "alle rechte vorbehalten", "dieser artikel erschien zuerst", "dieser artikel ist zuerst", "dieser artikel wurde zuerst", "dieser beitrag erschien zuerst", "dieser text erschien zuerst", "dieser artikel erschien ursprünglich", "der kommentarbereich", "die kommentarfunktion", "kommentare sind geschlossen", "kommentare sind deaktiviert", "sie haben bereits ein", "registrieren sie sich", "nichts mehr verpassen", "verpassen sie",
	"abonnez-vous", "inscrivez-vous", "suivez-nous", "suivez nous", "suivez toute l'actualité", "retrouvez-nous", "retrouvez l'ensemble", "retrouvez toute l'actualité", "rejoignez-nous", "rejoignez notre", "téléchargez ", "cliquez ici", "cliquez sur", "recevez ", "recevez-le", "restez informé", "restez connecté", "pour plus d'informations", "pour ne rien manquer", "pour lire la suite", "pour en savoir plus, rendez-vous", "la suite est réservée", "cet article est réservé", "cet article a été publié", "cet article est paru", "cet article a d'abord été publié", "ce texte a été publié", "nous utilisons des cookies", "ce site utilise", "notre site utilise", "en poursuivant votre navigation", "en vous inscrivant", "tous droits réservés", "les commentaires sont", "l'espace commentaire", "la section commentaires", "vous devez être connecté", "vous avez déjà un compte", "déjà abonné", "votre navigateur", "soutenez ", "partagez ", "réagissez ", "donnez votre avis", "lisez l'article original", "lire l'article original",
	"suscríbete", "suscríbase", "suscribete", "regístrate", "regístrese", "síguenos", "síganos", "sigue toda la información", "siga toda la información", "únete a", "únase a", "descarga la app", "descarga nuestra", "descarga gratis", "descargue la app", "descargue nuestra", "descárgate", "haz clic", "haga clic", "pulsa aquí", "pincha aquí", "recibe en tu", "recibe gratis", "recibe nuestr", "reciba en su", "reciba gratis", "para más información", "para más noticias", "para leer más", "para seguir leyendo", "no te pierdas", "no se pierda", "mantente informado", "manténgase informado", "este artículo fue publicado", "este artículo se publicó", "este artículo apareció", "esta noticia ha sido publicada", "esta nota fue publicada", "este contenido fue publicado", "este contenido ha sido", "utilizamos cookies", "usamos cookies", "este sitio utiliza", "este sitio web utiliza", "esta web utiliza", "nuestra web utiliza", "al continuar navegando", "al hacer clic", "al suscribirte", "todos los derechos reservados", "los comentarios están", "los comentarios publicados", "la sección de comentarios", "déjanos tu comentario", "deja tu comentario", "debes iniciar sesión", "ya eres suscriptor", "¿ya eres suscriptor", "comparte esta ", "comparte este ", "comparte en ", "apoya nuestro", "apoya el periodismo", "tu opinión", "escríbenos", "queda prohibida la reproducción", "queda prohibida su",
	"подписывайтесь", "подпишитесь", "присоединяйтесь", "следите за", "читайте нас", "читайте больше", "читайте новости", "читайте оригинал", "скачайте", "установите приложение", "нажмите ", "перейдите по ссылке", "зарегистрируйтесь", "войдите ", "больше новостей", "еще больше новостей", "ещё больше новостей", "самые важные новости", "все новости на ", "наш канал", "наш telegram", "мы в telegram", "мы используем cookie", "мы используем файлы cookie", "наш сайт использует", "этот сайт использует", "данный сайт использует", "продолжая использовать", "продолжая пользоваться", "все права защищены", "комментарии закрыты", "комментирование ", "оставьте комментарий", "оставить комментарий", "впервые опубликовано", "эта статья была впервые опубликована", "статья была впервые опубликована", "материал впервые опубликован", "эта статья впервые", "оригинал статьи", "оригинал материала", "поддержите ", "поделитесь ", "если вы нашли ошибку", "нашли ошибку", "мнение редакции может", "мнение автора может не", "при использовании материалов", "перепечатка ", "использование материалов",
	"اشترك الآن", "اشترك في نشرت", "اشترك في النشرة", "اشترك في قنات", "اشتركوا في نشرت", "اشتركوا في قنات", "سجل الآن", "سجّل الآن", "تابعونا", "تابعنا", "تابعوا آخر", "تابعوا صفحت", "تابعوا حساب", "انضم إلينا", "انضموا إلينا", "انضم إلى قنات", "حمّل تطبيق", "حمل تطبيق", "حملوا تطبيق", "نزّل تطبيق", "اضغط هنا", "انقر هنا", "للاشتراك", "للمزيد من الأخبار", "للمزيد من المعلومات", "لمزيد من الأخبار", "لقراءة المزيد", "نستخدم ملفات", "يستخدم هذا الموقع", "يستخدم موقعنا", "هذا الموقع يستخدم", "جميع الحقوق محفوظة", "كل الحقوق محفوظة", "حقوق النشر محفوظة", "حقوق النشر ©", "التعليقات مغلقة", "تم إغلاق التعليقات", "شاركنا رأيك", "شاركونا ", "نُشر هذا المقال", "نشر هذا المقال", "نُشرت هذه المادة", "نشرت هذه المادة", "المقالات المنشورة لا", "الآراء الواردة في", "احصل على آخر", "احصلوا على",
}

// noticePhrases prove a notice wherever they stand outside a quotation.
var noticePhrases = [...]string{
	"all rights reserved", "sign up for our", "sign up to our", "subscribe to our", "to our newsletter", "our daily newsletter", "our free newsletter", "our weekly newsletter", "follow us on", "like us on facebook", "we use cookies", "this site uses cookies", "may not be published, broadcast", "do not necessarily reflect the views", "do not necessarily reflect those", "do not necessarily reflect the opinion", "do not necessarily represent the views", "are solely those of the author", "are the author's own", "the author's own and do not", "has not been edited by", "auto-generated from a syndicated", "published from a syndicated feed", "wire agency feed without", "enable javascript", "javascript is disabled", "straight to your inbox", "to your inbox", "in your inbox", "join our whatsapp", "our whatsapp channel", "our telegram channel", "on our app", "article commenting", "comments section below", "in the comments below", "under a creative commons license", "under a creative commons licence", "thank you for reading", "thanks for reading", "powered by disqus", "powered by livefyre", "subscriber-only", "for subscribers only", "terms and conditions apply", "our community guidelines", "our privacy policy", "our terms of",
	"alle rechte vorbehalten", "erschien zuerst auf", "folgen sie uns auf", "unseren newsletter", "unserem newsletter", "unser newsletter", "unsere push", "wir verwenden cookies", "wir nutzen cookies", "unsere datenschutz", "in unserer app", "direkt in ihr postfach", "nachdruck verboten", "weiterverbreitung nur mit",
	"tous droits réservés", "est apparu en premier sur", "suivez-nous sur", "notre newsletter", "nos newsletters", "notre lettre d'information", "nous utilisons des cookies", "notre politique de confidentialité", "notre application mobile", "reproduction interdite", "reproduction et la diffusion", "ne peut être reproduit", "notre chaîne whatsapp",
	"todos los derechos reservados", "se publicó primero en", "apareció primero en", "síguenos en", "síganos en", "nuestro boletín", "nuestros boletines", "nuestra newsletter", "utilizamos cookies", "usamos cookies", "nuestra política de privacidad", "nuestro canal de whatsapp", "nuestro canal de telegram", "prohibida la reproducción", "prohibida su reproducción", "reproducción total o parcial",
	"все права защищены", "подписывайтесь на", "подпишитесь на", "нашу рассылку", "наш телеграм", "наш telegram", "нашем telegram", "нашем телеграм", "гиперссылка обязательна", "ссылка на источник обязательна", "ctrl+enter",
	"جميع الحقوق محفوظة", "تابعونا على", "تابعنا على", "نشرتنا البريدية", "نشرتنا الإخبارية", "قناتنا على", "لا تعبر بالضرورة عن رأي", "لا يعبر بالضرورة عن رأي", "لا تعبر بالضرورة عن وجهة",
}

// noticePairs prove a notice when the second follows the first in a sentence.
var noticePairs = [...][2]string{
	{"the post ", " appeared first on"},
	{"the post ", " first appeared on"},
	{"der beitrag ", " erschien zuerst"},
	{"der artikel ", " erschien zuerst auf"},
	{"l'article ", " est apparu en premier"},
	{"la entrada ", " primero en"},
	{"запись ", " впервые появил"},
	{"запись ", " появилась сначала"},
	{"сообщение ", " появились сначала"},
	{"ظهرت المقالة", "أولا"},
	{"ظهر المقال", "أولا"},
	{"the post ", "ظهرت أولاً"},
	{"follow ", "http"},
	{"coverage", ": http"},
	{"follow ", " on twitter"},
	{"follow ", " on x:"},
	{"follow ", " on instagram"},
	{"views expressed", "not necessarily"},
	{"views expressed", "of the author"},
	{"opinions expressed", "not necessarily"},
	{"opinions expressed", "of the author"},
}

// siteVoices are the weak evidence of each language: who speaks, of what, and
// which of these things are seldom spoken of elsewhere.
var siteVoices = [...]struct{ pronouns, core, things []string }{
	{
		[]string{"we", "our", "us", "you", "your"},
		[]string{"comment", "newsletter", "subscri", "cookie", "browser", "inbox", "sign in", "log in", "login", "javascript", "moderat"},
		[]string{"community", "website", "web site", "site", "account", "app ", "advertis", "email", "privacy", "terms of", "users", "readers", "content", "guidelines", "register", "podcast", "notification", "registration", "discussion", "feedback", "articles", "article ", "connect over interests", "experience", "policy", "password", "membership", "donat"},
	},
	{
		[]string{"wir", "unser", "unsere", "unserer", "unserem", "unseren", "uns"},
		[]string{"kommentar", "newsletter", "abonn", "cookie", "browser", "postfach", "netiquette", "moder", "anmeld", "javascript"},
		[]string{"community", "website", "webseite", "internetseite", "konto", "app ", "werbung", "e mail", "datenschutz", "nutzer", "nutzungsbeding", "leser", "registrier", "podcast", "benachrichtig", "inhalte", "forum", "feedback"},
	},
	{
		[]string{"nous", "notre", "nos", "vous", "votre", "vos"},
		[]string{"commentaire", "newsletter", "abonn", "cookie", "navigateur", "modér", "inscri", "javascript"},
		[]string{"communauté", "site", "compte", "application", "publicit", "e mail", "mail", "confidentialité", "utilisateurs", "internautes", "lecteurs", "contenu", "charte", "podcast", "notification", "données personnelles", "article"},
	},
	{
		[]string{"nosotros", "nuestro", "nuestra", "nuestros", "nuestras", "tu", "tus", "usted", "te", "ti"},
		[]string{"comentario", "boletín", "newsletter", "suscri", "cookie", "navegador", "moder", "inicia sesión", "javascript"},
		[]string{"comunidad", "sitio", "web", "cuenta", "aplicación", "app ", "publicidad", "correo", "privacidad", "usuario", "lectores", "contenido", "normas", "registr", "podcast", "notificacion", "artículo"},
	},
	{
		[]string{"мы", "наш", "наша", "наше", "наши", "нашей", "нашем", "наших", "нам", "нас", "вы", "вам", "вас", "ваш", "ваши", "ваше"},
		[]string{"комментар", "комментир", "рассылк", "подпис", "cookie", "браузер", "модер", "войти", "javascript"},
		[]string{"сообществ", "сайт", "аккаунт", "приложени", "реклам", "почт", "конфиденциальн", "пользовател", "читател", "контент", "правила", "регистр", "подкаст", "уведомлени", "телеграм", "telegram"},
	},
	{
		[]string{"نحن", "لكم", "لك", "لنا", "إليكم", "معنا", "موقعنا", "لدينا", "بكم", "بك", "نسعى", "هدفنا", "قررنا"},
		[]string{"تعليق", "التعليق", "النشرة", "نشرتنا", "اشتراك", "الاشتراك", "الكوكيز", "المتصفح"},
		[]string{"الموقع", "موقعنا", "حساب", "تطبيق", "التطبيق", "إعلانات", "البريد", "الخصوصية", "المستخدم", "للمستخدم", "القراء", "المحتوى", "تسجيل", "إشعارات", "بودكاست", "مجتمع"},
	},
}
