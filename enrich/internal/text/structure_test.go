package text

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// marked renders what Analyse found: one line a span, its kind before it.
func marked(s string) string {
	return markedIn("", s)
}

func markedIn(language, s string) string {
	d := Parse(s)
	d.Language = language
	st := Analyse(d, places)
	var b strings.Builder
	if st.Dateline != nil {
		fmt.Fprintf(&b, "dateline %s\n", strings.TrimSpace(s[st.Dateline.Start:st.Dateline.End]))
	}
	for _, k := range []struct {
		name  string
		spans []Range
	}{{"heading", st.Headings}, {"credit", st.Credits}, {"notice", st.Notices}} {
		for _, r := range k.spans {
			fmt.Fprintf(&b, "%s %s\n", k.name, s[r.Start:r.End])
		}
	}
	return b.String()
}

const para = "\n\nThe delegates met for a third day behind closed doors, officials at the venue said on Thursday.\n\n"

func TestHeadings(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"between dashes", para + "- 'Ongoing discussions' -" + para, "heading - 'Ongoing discussions' -\n"},
		{"without quotes", para + "- What next -" + para, "heading - What next -\n"},
		{"long dashes", para + "— Treffen geplant —" + para, "heading — Treffen geplant —\n"},
		{"quoted", para + "'What next'" + para, "heading 'What next'\n"},
		{"capitals", para + "A FRAGILE TRUCE" + para, "heading A FRAGILE TRUCE\n"},
		{"title-like", para + "Weeks of pressure" + para, "heading Weeks of pressure\n"},
		{"question", para + "What happens next?" + para, "heading What happens next?\n"},
		{"stars", para + "*** Background ***" + para, "heading *** Background ***\n"},
		{"arabic", "\n\nعقد المندوبون اجتماعا لليوم الثالث خلف أبواب مغلقة وفق ما أعلنه مسؤولون.\n\nمحادثات مستمرة\n\nعقد المندوبون اجتماعا لليوم الثالث خلف أبواب مغلقة وفق ما أعلنه مسؤولون.\n", "heading محادثات مستمرة\n"},

		{"short sentence", para + "Nobody answered." + para, ""},
		{"spoken line", para + "\"Nobody told us anything,\" he said." + para, ""},
		{"quoted sentence", para + "\"We will not go.\"" + para, ""},
		{"list", para + "Gold: Norway\n\nSilver: Japan\n\nBronze: Kenya" + para, ""},
		{"last line", para + "Jane Doe in Geneva", ""},
		{"dash list item", para + "- the first point of the plan" + para, ""},
		{"first line", "Weeks of pressure" + para, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, marked(tt.in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCredits(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"brackets", para + "(Reporting by our bureau in Geneva; editing in London)", "credit (Reporting by our bureau in Geneva; editing in London)\n"},
		{"no brackets", para + "Reporting by Jane Doe and John Roe; Editing by Max Poe", "credit Reporting by Jane Doe and John Roe; Editing by Max Poe\n"},
		{"glued", para + "It ended late on Friday. (Reporting by Jane Doe; Editing by Max Poe)", "credit (Reporting by Jane Doe; Editing by Max Poe)\n"},
		{"photo", para + "[Photo: the venue on Friday, file. Credit: Max Poe/MPA]", "credit [Photo: the venue on Friday, file. Credit: Max Poe/MPA]\n"},
		{"dash", para + "— With reporting by Jane Doe in Geneva and John Roe in Paris" + para + para + para, "credit — With reporting by Jane Doe in Geneva and John Roe in Paris\n"},
		{"signed", para + "It ended late on Friday. REUTERS" + para, "credit REUTERS\n"},
		{"end mark", para + "(AFP) (END)", "credit (AFP) (END)\n"},
		{"when it was published", "October 21, 2025 | 4:15 PM EDT\n" + para + para, "credit October 21, 2025 | 4:15 PM EDT\n"},
		{"when it was updated", "Updated: Tue, 3 March 2026, 14:05 GMT\n" + para + para, "credit Updated: Tue, 3 March 2026, 14:05 GMT\n"},
		{"no date alone", "October in Quenby, 2025\n" + para + para, ""},
		{"who the writer is", para + para + "The writer is a senior correspondent at The Quenby Beacon.", "credit The writer is a senior correspondent at The Quenby Beacon.\n"},
		{"a writer of whom it tells", para + "The writer is a master of the short form." + para + para + para + para, ""},
		{"rights", para + para + "© The Quenby Press Agency 2025. All rights reserved.", "notice © The Quenby Press Agency 2025. All rights reserved.\n"},
		{"a list that asks", para + para + "Related stories:\n- The lake is dry\n- What is a lake?", "notice Related stories:\nnotice - The lake is dry\nnotice - What is a lake?\n"},
		{"end of a wire", para + "It ended late on Friday. Enditem", "credit Enditem\n"},
		{"end of a wire on its line", para + "-ENDS-", "credit -ENDS-\n"},
		{"desks in capitals", para + "It ended late on Friday. PTI SKL NSD", "credit PTI SKL NSD\n"},
		{"desk marks", para + "dpa se xx yyds n1", "credit dpa se xx yyds n1\n"},
		{"not signed", para + "It was first told by AFP." + para, ""},
		{"not desk marks", para + "dpa was the first agency to tell", ""},
		{"desk", para + "mpa/kd/rl", "credit mpa/kd/rl\n"},
		{"desk with names", para + "burs-abc/def", "credit burs-abc/def\n"},
		{"russian author", para + "Автор: Анна Квенби, Пётр Роу.", "credit Автор: Анна Квенби, Пётр Роу.\n"},
		{"russian agencies", para + "По материалам агентства Квенби", "credit По материалам агентства Квенби\n"},
		{"russian source", para + "Источник: РИА Квенби.", "credit Источник: РИА Квенби.\n"},
		{"italian byline", "di Anna Quenby" + para, "credit di Anna Quenby\n"},
		{"dutch source", para + "Bron: ANP", "credit Bron: ANP\n"},
		{"turkish", para + "Haber: Zorblat Quenby - Fotoğraf: Ali Kaya", "credit Haber: Zorblat Quenby - Fotoğraf: Ali Kaya\n"},
		{"chinese", para + "（编辑：王明）", "credit （编辑：王明）\n"},
		{"owner", para + "© AFP 2016", "credit © AFP 2016\n"},
		{"agency", para + "(AFP)", "credit (AFP)\n"},
		{"byline", "By Jane Doe" + para, "credit By Jane Doe\n"},
		{"byline and dateline", "By JANE DOE, Associated Press\n\nGENEVA (AP) — Talks went on for a third day behind closed doors, officials said.", "dateline GENEVA (AP) —\ncredit By JANE DOE, Associated Press\n"},
		{"contributed", para + "Associated Press writer Jane Doe in Geneva contributed to this report.", "credit Associated Press writer Jane Doe in Geneva contributed to this report.\n"},
		{"source", para + "Source: Meridian Press Agency", "credit Source: Meridian Press Agency\n"},
		{"german", para + "(Bericht von Jana Muster, redigiert von Max Muster)", "credit (Bericht von Jana Muster, redigiert von Max Muster)\n"},
		{"french", para + "(Reportage de Jeanne Dupont, édité par Max Dubois)", "credit (Reportage de Jeanne Dupont, édité par Max Dubois)\n"},
		{"spanish", para + "(Información de Juana Pérez; editado por Max Gil)", "credit (Información de Juana Pérez; editado por Max Gil)\n"},
		{"russian", para + "(Репортаж Анны Ивановой, редактор Пётр Петров)", "credit (Репортаж Анны Ивановой, редактор Пётр Петров)\n"},
		{"arabic", para + "(إعداد سامي خليل - تحرير ليلى حداد)", "credit (إعداد سامي خليل - تحرير ليلى حداد)\n"},

		{"prose", para + "Reporting by a local newspaper led to charges against three officials of the port last year.", ""},
		{"by and by", "By the river stood a house" + para, ""},
		{"source in prose", para + "Sources: two officials said that the talks had failed, and a third agreed.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, marked(tt.in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNotices(t *testing.T) {
	notices := []string{
		"Our goal is to keep this a safe and friendly place for users to share what moves them. To improve the experience of our community we have paused commenting on articles.",
		"Sign up for our newsletter and get the day's stories.",
		"Sign up",
		"Subscribe to the Harbour Post for full access.",
		"We use cookies to improve your experience on our site.",
		"Follow us on Facebook and Twitter.",
		"Read more: What the accord says",
		"Advertisement",
		"This article was originally published in the Harbour Post.",
		"The post Truce holds in the north appeared first on Harbour Post.",
		"Copyright 2016 The Harbour Post. All rights reserved.",
		"All rights reserved",
		"The views expressed in this article are the author's own and do not necessarily reflect those of the Harbour Post.",
		"An earlier version of this story misstated the number of delegates. It is 14, not 19.",
		"Get unlimited access for just $1 a week. Cancel anytime.",
		"Follow MPA's coverage of the talks: https://mpa.example/talks",
		"Melden Sie sich für unseren Newsletter an.",
		"Lesen Sie auch: Was im Abkommen steht",
		"Der Beitrag Waffenruhe hält erschien zuerst auf Hafenpost.",
		"Alle Rechte vorbehalten.",
		"Inscrivez-vous à notre newsletter pour ne rien manquer.",
		"À lire aussi : Ce que dit l'accord",
		"L'article La trêve tient est apparu en premier sur Le Port.",
		"Suscríbete a nuestro boletín diario.",
		"Lea también: Qué dice el acuerdo",
		"La entrada La tregua se mantiene se publicó primero en El Puerto.",
		"Подписывайтесь на наш канал в Telegram.",
		"Читайте также: Что говорится в соглашении",
		"Все права защищены.",
		"اشترك الآن في نشرتنا البريدية اليومية.",
		"اقرأ أيضا: ماذا في الاتفاق",
		"جميع الحقوق محفوظة",
	}
	for _, n := range notices {
		t.Run(n, func(t *testing.T) {
			if diff := cmp.Diff("notice "+n+"\n", marked(strings.TrimSpace(para)+"\n\n"+n)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	prose := []string{
		"The regulator fined the company over its use of cookies and its privacy policy, and told it to change the terms of service.",
		"\"Sign up for our newsletter,\" the page said, and millions did so within a day of its launch.",
		"The video appeared first on Telegram, and other channels shared it with their subscribers within minutes.",
		"He said that the party would follow its own road and that readers of the paper knew it.",
		"The community of users on the site grew, and comments were moderated by three people in Geneva.",
		"Recibe las llaves de la ciudad de manos del alcalde ante miles de vecinos reunidos en la plaza.",
		"سجل اللاعب هدفين في المباراة التي جمعت الفريقين مساء الخميس.",
		"Sie möchten, dass die Waffenruhe in Kraft tritt, bevor die Gespräche beginnen.",
		"We need a new policy, the columnist wrote.",
		"An earlier version of this treaty was rejected by the parliament of the island in March.",
		"More than 40 reporters will follow the coverage of the vote, the channel said.",
	}
	for _, p := range prose {
		t.Run(p, func(t *testing.T) {
			if diff := cmp.Diff("", marked(strings.TrimSpace(para)+"\n\n"+p)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoticeGluedToProse(t *testing.T) {
	in := strings.TrimSpace(para) + " They will meet again next week, and a joint statement is planned for the last day of the talks. Sign up for our newsletter."
	if diff := cmp.Diff("notice Sign up for our newsletter.\n", marked(in)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNoticesByTheirWords: what no list of phrases has is told by its words,
// where it stands, and only in languages whose words are known.
func TestTitlesOfOtherStories(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"behind a label", para + "More On This Topic\n\nTruce holds in the north\n\nDelegates meet again\n\nSign up", "notice More On This Topic\nnotice Truce holds in the north\nnotice Delegates meet again\nnotice Sign up\n"},
		{"within the story", para + "More On This Topic\n\nTruce holds in the north" + para, "heading Truce holds in the north\nnotice More On This Topic\n"},
		{"a sentence", para + "Most Popular\n\nNobody answered.", "notice Most Popular\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, marked(tt.in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNoticesByTheirWords(t *testing.T) {
	const closing = "Readers may soon post their comments on our new website again."
	tests := []struct{ name, language, in, want string }{
		{"last line", "en", para + closing, "notice " + closing + "\n"},
		{"last but two", "en", para + closing + para + para, "notice " + closing + "\n"},
		{"glued to the last paragraph", "en", para + strings.TrimSpace(para) + " Download the app and get our stories in your inbox.", "notice Download the app and get our stories in your inbox.\n"},
		{"in the middle", "en", para + "The site has a new editor, the publisher told its readers on Monday." + para + para + para + para, ""},
		{"first line", "en", "Your newspaper asks readers for help with its articles." + para, ""},
		{"heading", "en", para + "What happens next?" + para, "heading What happens next?\n"},
		{"quoted", "en", para + "\"Please share our website and this article,\" she said.", ""},
		{"a language that is known", "en", para + "Students read all stories at half the price.", "notice Students read all stories at half the price.\n"},
		{"another language", "fi", para + "Students read all stories at half the price.", ""},
		{"no language", "", para + "Students read all stories at half the price.", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, markedIn(tt.language, tt.in)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzAnalyse(f *testing.F) {
	for _, s := range []string{
		"Istanbul (AFP) - Russia.\n\n- 'Talks' -\n\nMore. (Reporting by A; Editing by B)\n\nmpa/kd/rl\n\nAll rights reserved.",
		"МОСКВА, 29 дек — ТАСС. Да.\n\n© AFP 2016", "(\xff) - a", "By A B\n\nX (Y", "12月29日 /", "Reporting by", "«»\n''\n--\n##",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := Parse(s)
		d.Language = "en"
		st := Analyse(d, places)
		var all []Range
		if st.Dateline != nil {
			all = append(all, st.Dateline.Range)
			for _, r := range []Range{st.Dateline.Place, st.Dateline.Agency, st.Dateline.Date} {
				if !st.Dateline.Contains(r) && r != (Range{}) {
					t.Fatalf("%v lies outside its dateline %v", r, st.Dateline.Range)
				}
			}
		}
		for _, spans := range [][]Range{st.Headings, st.Credits, st.Notices} {
			for i, r := range spans {
				if i > 0 && r.Start < spans[i-1].End {
					t.Fatalf("spans %v out of order", spans)
				}
			}
			all = append(all, spans...)
		}
		for i, a := range all {
			if a.Start < 0 || a.End > len(s) || a.Len() <= 0 || !utf8.ValidString(s[a.Start:a.End]) {
				t.Fatalf("span %v of %q", a, s)
			}
			for _, b := range all[i+1:] {
				if a.Overlaps(b) {
					t.Fatalf("%v and %v of %q overlap", a, b, s)
				}
			}
		}
	})
}
