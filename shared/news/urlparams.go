package news

import (
	"net/url"
	"slices"
	"strings"
)

// The rules below err on one side: a tracking parameter that stays makes an
// article appear twice, one that is taken away though it names the article
// makes two articles one. So id, p, story, article, cid, sid and the like are
// never touched, and a name that some site may use for an article goes only
// with a value, or on a site, where it cannot.

// trackingParams are names that are used for nothing but telling where a
// reader came from, or hold a session. A name that ends in "*" is a prefix.
var trackingParams = []string{
	"utm_*", "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "pk_keyword", "piwik_*", "mtm_*", "matomo_*", "hsa_*",
	"mc_cid", "mc_eid", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp",
	"hsctatracking", "hootpostid", "dicbo", "epik", "_openstat", "__twitter_impression",
	"fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "_ga", "_gl", "srsltid",
	"msclkid", "yclid", "ysclid", "twclid", "ttclid", "igshid", "igsh", "li_fat_id",
	"at_medium", "at_campaign", "at_campaign_type", "at_custom*", "at_link*", "at_format", "at_bbc_team", "at_ptr_name",
	"ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "xtor", "wt_mc", "wt_zmc", "wt.*", "maca",
	"guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk", ".tsrc", "ref_src", "ref_url", "referrer",
	"traffic_source", "sr_share", "wprss", "wpisrc", "wpmm", "ftcamp", "fsrc", "intcid", "dcmp",
	"usqp", "amp_js_v", "amp_gsa", "phpsessid", "jsessionid",
}

// originParams are names that track when their value is one of originValues
// or speaks of RSS, as in "partner=rssnyt" and "mod=rss_Technology".
var originParams = []string{
	"source", "src", "ref", "from", "via", "partner", "cmp", "cmpid", "ncid", "icid", "cid_source", "mod", "emc", "track",
	"origin", "referer", "campaign", "medium", "channel", "feedtype", "eref", "iref", "mbid", "sref", "smid", "ftag", "ocid",
	"rss", "from_rss", "source_rss", "share", "__source",
}

var originValues = []string{
	"feed", "feeds", "atom", "newsletter", "email", "social", "home", "homepage", "flipboard", "googlenews", "google",
	"twitter", "x", "facebook", "linkedin", "reddit", "tumblr", "pinterest", "pocket", "telegram", "whatsapp",
	"jetpack-whatsapp", "mastodon", "bluesky", "threads", "skype", "press-this", "print",
}

// dressParams are names that, with these values, choose how an article is
// shown and not which.
var dressParams = map[string][]string{
	"amp":        {"", "1", "true", "yes"},
	"_amp":       {"", "1", "true", "yes"},
	"rss":        {"", "1", "true", "yes"},
	"from_rss":   {"", "1", "true", "yes"},
	"outputtype": {"amp"},
	"output":     {"amp"},
	"format":     {"amp", "print"},
	"mode":       {"amp"},
	"platform":   {"amp"},
	"view":       {"amp", "mobile", "print"},
	"print":      {"1", "true", "yes"},
}

// siteParams are names that track on one site and its subdomains.
var siteParams = map[string][]string{
	"barrons.com":          {"mod", "siteid", "yptr", "reflink", "st"},
	"bbc.co.uk":            {"ocid"},
	"bbc.com":              {"ocid"},
	"bloomberg.com":        {"cmpid", "sref", "srnd"},
	"cbc.ca":               {"cmp"},
	"cbsnews.com":          {"ftag"},
	"cnet.com":             {"ftag"},
	"cnn.com":              {"eref", "iref", "hpt"},
	"dailymail.co.uk":      {"ito"},
	"ft.com":               {"segmentid", "sharetype", "token", "accesstoken"},
	"gamespot.com":         {"ftag"},
	"huffingtonpost.ca":    {"ir", "ncid"},
	"huffingtonpost.com":   {"ir", "ncid"},
	"huffingtonpost.co.uk": {"ir", "ncid"},
	"huffpost.com":         {"ir", "ncid"},
	"investors.com":        {"src", "yptr"},
	"linkedin.com":         {"trk", "trkcampaign"},
	"marketwatch.com":      {"mod", "siteid", "yptr", "reflink", "st"},
	"metro.co.uk":          {"ito"},
	"msn.com":              {"ocid", "cvid"},
	"news.google.com":      {"oc", "hl", "gl", "ceid"},
	"npr.org":              {"ft", "f", "sc"},
	"nytimes.com": {
		"partner", "emc", "smid", "smtyp", "smprod", "_r", "hp", "rref", "pagewanted", "campaign_id", "instance_id",
		"segment_id", "regi_id", "user_id", "te", "nl", "unlocked_article_code", "referringsource",
	},
	"reuters.com":        {"feedtype", "feedname", "rpc"},
	"theguardian.com":    {"cmp"},
	"thisismoney.co.uk":  {"ito"},
	"washingtonpost.com": {"itid", "tid"},
	"wsj.com":            {"mod", "siteid", "yptr", "reflink", "st"},
	"youtube.com":        {"feature", "si", "pp"},
	"zdnet.com":          {"ftag"},
}

// tracking reports whether a query parameter of a link to host says nothing
// about which article it names.
func tracking(host, name, value string) bool {
	name, value = strings.ToLower(name), strings.ToLower(value)
	for _, p := range trackingParams {
		if stem, ok := strings.CutSuffix(p, "*"); ok && strings.HasPrefix(name, stem) || p == name {
			return true
		}
	}
	if slices.Contains(originParams, name) && (slices.Contains(originValues, value) || aboutRSS(value)) {
		return true
	}
	if slices.Contains(dressParams[name], value) {
		return true
	}
	switch name {
	case "sessionid":
		return len(value) >= 16
	case "spm":
		return strings.Contains(value, ".")
	}
	for site := host; site != ""; _, site, _ = strings.Cut(site, ".") {
		if slices.Contains(siteParams[site], name) {
			return true
		}
	}
	return false
}

// aboutRSS reports whether "rss" begins or ends a word of the value.
func aboutRSS(value string) bool {
	words := strings.FieldsFunc(value, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	return slices.ContainsFunc(words, func(w string) bool {
		return strings.HasPrefix(w, "rss") || strings.HasSuffix(w, "rss")
	})
}

// canonicalQuery returns what is left of a query without tracking parameters,
// in the order of the names; repeated names keep the order of their values.
func canonicalQuery(host, raw string) string {
	type param struct{ name, value string }
	var params []param
	for pair := range strings.SplitSeq(raw, "&") {
		pair = cutSecondQuery(host, pair)
		name, value, _ := strings.Cut(pair, "=")
		p := param{unescape(name), unescape(value)}
		// A feed that escaped its ampersands twice leaves "a=1&amp;b=2".
		for strings.HasPrefix(p.name, "amp;") {
			p.name = p.name[len("amp;"):]
		}
		if p != (param{}) && !tracking(host, p.name, p.value) {
			params = append(params, p)
		}
	}
	slices.SortStableFunc(params, func(a, b param) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	for i, p := range params {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.name))
		if p.value != "" {
			b.WriteByte('=')
			b.WriteString(url.QueryEscape(p.value))
		}
	}
	return b.String()
}

// cutSecondQuery removes a tracking parameter that was glued to a link which
// had a query before: "id=5?utm_source=rss".
func cutSecondQuery(host, pair string) string {
	for {
		i := strings.LastIndexByte(pair, '?')
		if i < 0 {
			return pair
		}
		name, value, _ := strings.Cut(pair[i+1:], "=")
		if !tracking(host, unescape(name), unescape(value)) {
			return pair
		}
		pair = pair[:i]
	}
}

// unescape decodes a query component and keeps it as it is where it cannot
// be decoded.
func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}
