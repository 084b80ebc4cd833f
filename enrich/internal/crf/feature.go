package crf

import "strings"

// template tells kinds of features apart.
type template digest

// The templates. Their order is part of the model file.
const (
	wordLower template = iota + 1
	wordShape
	wordBrief
	wordPath
	wordUnclustered
	wordCasing
	wordClass
	wordNormal
	wordPrefix
	wordSuffix
	wordBias
	wordFirstPart
	wordLastPart
	wordEnding
	pairBefore
	pairAfter
	pairAround
	shapeThree
	shapeFive
	clusterBefore
	clusterAfter
	clusterAround
	clustersBefore
	clustersAfter
	runLeft
	runRight
	runLast
	runLastPath
	runFirst
	runPlace
	opening
	shouting
	shoutedPath
	shoutedCasing
	titling
	titledPath
	titledCasing
	knownLower
	elsewhereLeft
	elsewhereRight
	elsewhereLeftPath
	elsewhereRightPath
	elsewhereCount
	phraseClass
	elsewherePhrase
	restored
	restoredBrief
	restoredAround
	headlineWord
	headlineLeft
	headlineRight
	headlineSuffix
)

// at begins the digest of a feature at a place in the window.
func (t template) at(place int) digest {
	return digest(t)<<8 + digest(place) + 0x51ed2701
}

func flag(b bool, n int) int {
	if b {
		return n
	}
	return 0
}

// appendOwn appends the features of a word at a place in the window.
func (w *word) appendOwn(keys []uint32, place int) []uint32 {
	near := place > 0 && place < window-1
	add := func(d digest) { keys = append(keys, d.key()) }
	add(wordLower.at(place).with(w.lower))
	if w.clustered {
		for i, p := range w.paths {
			add(wordPath.at(place).with(digest(i)).with(p))
		}
	} else {
		add(wordUnclustered.at(place))
	}
	if near {
		add(wordShape.at(place).with(w.shape))
		add(wordBrief.at(place).with(w.brief))
		add(wordCasing.at(place).with(digest(int(w.casing) + flag(w.capital, 8) + flag(w.shouted, 8) + flag(w.doubtful, 32))))
		for c := range Classes {
			if w.mask>>c&1 != 0 {
				add(wordClass.at(place).with(digest(c)))
			}
		}
	}
	low := strings.ToLower(w.text)
	switch {
	case place == centre:
		add(wordBias.at(place))
		add(wordNormal.at(place).with(w.normal))
		for n := 1; w.letter && n <= 5 && n < len(low); n++ {
			add(wordPrefix.at(place).with(digestOf(low[:n])))
			add(wordSuffix.at(place).with(digestOf(low[len(low)-n:])))
		}
		if i := strings.IndexByte(low, '-'); i > 0 {
			add(wordFirstPart.at(place).with(digestOf(low[:i])))
			add(wordLastPart.at(place).with(digestOf(low[i+1:])))
		}
	case near && len(low) > 3:
		add(wordEnding.at(place).with(digestOf(low[len(low)-3:])))
	}
	return keys
}

// appendContext appends the features of piece i of the article that depend on
// more than one word. s is its sentence.
func (d *document) appendContext(keys []uint32, s *sentence, i int) []uint32 {
	add := func(d digest) { keys = append(keys, d.key()) }
	w := d.words[i]
	l1, l2, r1, r2 := d.word(s, i-1), d.word(s, i-2), d.word(s, i+1), d.word(s, i+2)
	add(pairBefore.at(0).with(l1.lower).with(w.lower))
	add(pairAfter.at(0).with(w.lower).with(r1.lower))
	add(pairAround.at(0).with(l1.lower).with(r1.lower))
	three := shapeThree.at(0).with(l1.brief).with(w.brief).with(r1.brief)
	add(three)
	add(three.with(l2.brief).with(r2.brief))
	add(clusterBefore.at(0).with(l1.fine).with(w.fine))
	add(clusterAfter.at(0).with(w.fine).with(r1.fine))
	add(clusterAround.at(0).with(l1.coarse).with(w.brief).with(r1.coarse))
	add(clustersBefore.at(0).with(l2.coarse).with(l1.coarse).with(w.brief))
	add(clustersAfter.at(0).with(w.brief).with(r1.coarse).with(r2.coarse))
	if i == s.first {
		add(opening.at(0).with(digest(w.casing)))
	}
	if s.headline() {
		add(restored.at(int(d.restored[i])).with(digest(flag(s.shouts, 1))))
		add(restoredBrief.at(int(d.restored[i])).with(l1.brief).with(w.brief).with(r1.brief))
		add(restoredAround.at(0).with(d.restoration(s, i-1)).with(d.restoration(s, i)).with(d.restoration(s, i+1)))
		add(headlineWord.at(0).with(w.lower))
		add(headlineLeft.at(0).with(l1.lower))
		add(headlineRight.at(0).with(r1.lower))
		if low := strings.ToLower(w.text); len(low) > 3 {
			add(headlineSuffix.at(0).with(digestOf(low[len(low)-3:])))
		}
	}
	if s.shouts {
		add(shouting.at(0))
		add(shoutedPath.at(0).with(w.paths[len(w.paths)-1]))
		add(shoutedCasing.at(0).with(digest(w.casing)))
	}
	if s.titles {
		add(titling.at(0))
		add(titledPath.at(0).with(w.paths[len(w.paths)-1]))
		add(titledCasing.at(0).with(digest(w.casing)))
	}
	if !w.capital {
		return keys
	}
	keys = d.appendRun(keys, s, i)
	return d.appendElsewhere(keys, i)
}

// restoration tells why piece i is read in its case, and whether that is a
// capital.
func (d *document) restoration(s *sentence, i int) digest {
	if i < s.first || i >= s.last {
		return digest(byGuess)*2 + 2
	}
	return digest(int(d.restored[i])*2 + flag(d.words[i].capital, 1))
}

// maxRun bounds a run of capital words on either side.
const maxRun = 6

// appendRun appends what surrounds the run of capital words that piece i
// stands in, and its place therein.
func (d *document) appendRun(keys []uint32, s *sentence, i int) []uint32 {
	add := func(d digest) { keys = append(keys, d.key()) }
	a, b := i-1, i+1
	for a >= s.first && i-a < maxRun && (d.words[a].capital || d.words[a].joins) {
		a--
	}
	for b < s.last && b-i < maxRun && (d.words[b].capital || d.words[b].joins) {
		b++
	}
	add(runLeft.at(0).with(d.word(s, a).lower))
	add(runRight.at(0).with(d.word(s, b).lower))
	if head := d.words[b-1]; b-1 != i {
		add(runLast.at(0).with(head.lower))
		add(runLastPath.at(0).with(head.paths[len(head.paths)-1]))
	}
	if a+1 != i {
		add(runFirst.at(0).with(d.words[a+1].lower))
	}
	add(runPlace.at(0).with(digest(min(b-a-1, maxRun)*8 + min(i-a, maxRun))))
	return keys
}

// maxElsewhere bounds the other places of a word that are looked at.
const maxElsewhere = 4

// appendElsewhere appends how the article uses the word of piece i elsewhere.
func (d *document) appendElsewhere(keys []uint32, i int) []uint32 {
	add := func(d digest) { keys = append(keys, d.key()) }
	f := &d.forms[d.form[i]]
	if f.lower {
		add(knownLower.at(0))
	}
	n := 0
	for j := f.first; j >= 0 && n < maxElsewhere; j = d.next[j] {
		if int(j) == i {
			continue
		}
		s := &d.sentences[d.sentence[j]]
		left, right := d.word(s, int(j)-1), d.word(s, int(j)+1)
		add(elsewhereLeft.at(0).with(left.lower))
		add(elsewhereRight.at(0).with(right.lower))
		if left.capital {
			add(elsewhereLeftPath.at(0).with(left.paths[len(left.paths)-1]))
		}
		if right.capital {
			add(elsewhereRightPath.at(0).with(right.paths[len(right.paths)-1]))
		}
		n++
	}
	if f.count > 1 {
		add(elsewhereCount.at(0).with(digest(min(n, 3))))
	}
	return keys
}
