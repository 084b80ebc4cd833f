package quantity

import (
	"fmt"
	"time"
)

func chinese() *lexicon {
	return &lexicon{
		eastern: true,
		units:   numbers(`1=一 2=二,两,兩 3=三 4=四 5=五 6=六 7=七 8=八 9=九 10=十`),
		scales:  numbers(`1e3=千 1e4=万,萬 1e8=亿,億`),
		noun:    classified,
		persons: words(`人 名 位`),
		plurals: words(`个 個 家 辆 輛 艘 架 座 所 间 間 栋 棟 条 只 隻 头 頭 枚 起 票 席 户 戶 支 场 場 件 项 項`),
		after:   table(`at_least=以上`),
		cues: cues(`killed=死*,亡,丧*,喪*,遇*,罹*,牺*,犧* injured=伤*,傷* missing=踪,蹤,失* evacuated=疏*,撤*,转*,轉* arrested=捕,拘*,逮* rescued=救,获* infected=染,诊,診,感*,确*,確*
			displaced=流* trapped=困 hospitalised=住* kidnapped=绑*,綁*`),
		currencies: table(`Y=元 EUR=欧元 £=英镑`),
		nations:    table(`us=美 eu=欧,歐 jp=日 cn=币,幣`),
	}
}

func japanese() *lexicon {
	return &lexicon{
		eastern: true,
		units:   numbers(`1=一 2=二 3=三 4=四 5=五 6=六 7=七 8=八 9=九 10=十`),
		scales:  numbers(`1e3=千 1e4=万 1e8=億`),
		noun:    classified,
		persons: words(`人 名`),
		plurals: words(`台 隻 棟 社 校 件 頭 個 本 機 戸 票 議席 世帯 軒`),
		after:   table(`at_least=以上`),
		cues: cues(`killed=死*,亡,殺* injured=負*,傷,けが*,がけが*,怪* missing=行*,不* evacuated=避* arrested=逮*,捕 rescued=救* infected=感*,染 trapped=閉*
			hospitalised=入*,搬*`),
		currencies: table(`JPY=円 EUR=ユーロ $=ドル`),
	}
}

// maxClassified is how many characters behind the classifier of a thing are
// taken for its noun.
const maxClassified = 2

// classified takes the classifier of people, which stands for its noun, or
// that of things with the characters behind it.
func classified(f *finder, i int) int {
	if f.word(i) == "多" || f.word(i) == "余" {
		i++
	}
	if f.lex.persons[f.word(i)] && f.word(i+1) != "民" && f.word(i+1) != "口" {
		return i
	}
	if !f.lex.plurals[f.word(i)] {
		return -1
	}
	for j := 0; j < maxClassified && f.isWord(i+1) && len(f.word(i+1)) == len("人") && f.lex.event(f.word(i+1)) == ""; j++ {
		i++
	}
	return i
}

// easternDate reads 2016年12月29日, 12月29日 and 2016年12月.
func (f *finder) easternDate(i int) (string, int) {
	year, j := 0, i
	if y := f.yearAt(j); y > 0 && f.word(j+1) == "年" {
		year, j = y, j+2
	}
	month := f.small(j)
	if month < 1 || month > 12 || f.word(j+1) != "月" {
		if year > 0 {
			return fmt.Sprintf("%04d", year), j
		}
		return "", 0
	}
	day := f.small(j + 2)
	if day >= 1 && day <= 31 && f.word(j+3) == "日" {
		return f.dayValue(year, time.Month(month), day), j + 4
	}
	if year > 0 {
		return fmt.Sprintf("%04d-%02d", year, month), j + 2
	}
	return "", 0
}
