package feed

import (
	"strings"
	"testing"
)

func TestHTMLText(t *testing.T) {
	for in, want := range map[string]string{
		"<p>One.</p><p>Two.</p>":                               "One.\n\nTwo.",
		"One.<br>Two.<br/><br/>Three.":                         "One.\nTwo.\n\nThree.",
		"<b>Bold</b>er, <i>slant</i>ed":                        "Bolder, slanted",
		"<ul><li>one<li>two</ul>":                              "one\n\ntwo",
		"<pre>a\n  b</pre>c":                                   "a\nb\n\nc",
		"<td>a</td><td>b</td>":                                 "a b",
		"a\u00a0 \u2003b\u3000c":                               "a b c",
		"so\u00adft zero\u200bwidth \ufeffmark<br>":            "soft zerowidth mark",
		"<p>1 &lt; 2 &amp;amp; 3 &amp;#8211; 4</p>":            "1 < 2 & 3 – 4",
		"<script>x()</script>a<style>b{}</style>":              "a",
		"<p>a<script>never ends":                               "a",
		"<video><p>no</p></video><p>yes":                       "yes",
		"<video><p>shown, for it never ends":                   "shown, for it never ends",
		"<object><object>a</object>b</object><p>c":             "c",
		"<iframe src=x><p>shown as well":                       "shown as well",
		"a<!-- b --><b>c</b><!-- d":                            "ac",
		"<b>a</b><!-- b > c":                                   "a c",
		"<b>a</b> <!doctype html> <!' b":                       "a <!' b",
		"<html:p xmlns:html='x'>a</html:p><html:p>b":           "a\n\nb",
		"plain\ntext\n\n\nwith <angles> & more":                "plain\ntext\n\nwith <angles> & more",
		"<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>で火事": "東京で火事",
		"<p>He said: <q>No ferries</q>, and left.":             "He said: “No ferries”, and left.",
		"<p><del>Ten</del> <ins>Twelve</ins> boats":            "Twelve boats",
		"":                                "",
		"<p>\xff\xfe broken \xe2\x80</p>": "\xff\xfe broken \xe2\x80",
		strings.Repeat("<div>", 3000) + "deep" + "</p>": "deep",
	} {
		if got := htmlText(in).text; got != want {
			t.Errorf("htmlText(%.80q) = %q, want %q", in, got, want)
		}
	}
}

func TestPersonName(t *testing.T) {
	for in, want := range map[string]string{
		"Ann Reed":                       "Ann Reed",
		"By Ann Reed":                    "Ann Reed",
		"ann@courier.example (Ann Reed)": "Ann Reed",
		"Ann Reed <ann@courier.example>": "Ann Reed",
		"ann@courier.example":            "",
		"Ann @annreed Reed":              "Ann @annreed Reed",
	} {
		if got := personName(in); got != want {
			t.Errorf("personName(%q) = %q, want %q", in, got, want)
		}
	}
}
