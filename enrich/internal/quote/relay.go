package quote

// ownWords returns what the pronoun of a cue goes back to: "по её словам",
// "selon lui", "приводит его слова".
func (p *pass) ownWords(c cue) reference {
	end := c.end
	if p.language == "ru" && c.kind == verb && end+1 < len(p.lower) && (p.lower[end+1] == "слова" || p.lower[end] == "его" || p.lower[end] == "её" || p.lower[end] == "ее") {
		end++
	} else if c.kind != source || c.end-c.at < 2 {
		return 0
	}
	for i := c.at + 1; i < end; i++ {
		switch p.lower[i] {
		case "его", "lui", "seinen":
			return man
		case "её", "ее", "elle", "ihren":
			return woman
		case "их":
			return many
		case "su", "suo":
			return man | woman
		}
	}
	return 0
}

// relayedFrom returns the token behind "from" where an Arabic verb says that
// one passes on the words of another; 0 elsewhere: "and A relayed from B his
// saying".
func (p *pass) relayedFrom(c cue, b int) int {
	if w := p.lower[c.at]; w != "نقل" && w != "نقلت" {
		return 0
	}
	for i := c.end; i < min(b, c.end+maxSubject)-1; i++ {
		if p.lower[i] == "عن" {
			return i + 1
		}
	}
	return 0
}

// addressed says whether what stands behind an Arabic verb of saying is whom
// its subject speaks to: "to channel X", "to reporters".
func (p *pass) addressed(i, b int) bool {
	if i >= b {
		return false
	}
	switch w := p.lower[i]; w {
	case "لقناة", "لوكالة", "لصحيفة", "لموقع", "لإذاعة", "للصحفيين", "للصحافيين", "للتلفزيون", "لشبكة", "لمجلة", "لراديو":
		return true
	default:
		return w == "ل" || w == "لـ"
	}
}
