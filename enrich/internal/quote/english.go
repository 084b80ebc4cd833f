package quote

func english() *lexicon {
	return &lexicon{
		cues: set(`say says said states tell tells told add adds added warn warns warned announce announces announced stated declare declares declared
			 claimed insist insists insisted argue argues argued explain explains explained noted reply replies replied respond responds responded
			 answered ask asks asked write writes wrote tweet tweets tweeted posted call calls called describe describes described reported
			recall recalls recalled admit admits admitted acknowledge acknowledges acknowledged concede conceded confirm confirms confirmed deny denies denied shout shouts shouted
			 cried whispered joked continue continues continued conclude concludes concluded observe observes observed remark remarks remarked
			 comment comments commented promise promised vowed pledged stress stresses stressed emphasise emphasises emphasised emphasize emphasizes emphasized urge urges urged
			condemn condemns condemned denounce denounces denounced criticise criticised criticized praise praises praised hail hails hailed accuse accuses accused
			suggest suggests suggested complain complains complained predict predicts predicted read reads radioed sighed murmured muttered yelled exclaimed proclaimed quip quips quipped
			testified demanded agreed repeated boasted confessed maintain maintains maintained disclosed revealed voiced quoted dubbed branded caution cautions cautioned signalled signaled lamented
			recounts recounted retorted counter counters countered pleaded begged joke jokes greeted thanked assured reminded reminds informed cited reiterated reiterates
			characterise characterised characterises characterize characterized characterizes labelled labeled labels deem deemed slam slams slammed blast blasted blamed
			opined mused contend contends contended assert asserts asserted allege alleges alleged apologised apologized spoke speaks talked talks hoped hopes compared likened
			mocked ridiculed rejected referred refers mentioned mentions estimated concurred clarified elaborated protested conveyed expressed paraphrased gushed fumed grumbled grumbles fretted groaned enthused thundered bemoaned bemoans chanted
			sang prayed ordered instructed advised advises indicated indicates commended lauded tells asks asserted recommend recommends recommended notes wonders proposes proposed theorised theorized speculated speculates writes messaged reacted reacts emailed blogged texted`),
		weak: set(`thought thinks think believe believes believed feel feels felt fear fears feared laughed smiled grinned shrugged nodded wondered offered volunteered read reads
			found finds ruled held sees saw considered considers welcomed defended dismissed backed apologised posted promises spoke talked talks speaks expressed ordered`),
		participles: set(`saying assuring adding warning telling calling describing insisting noting stressing arguing claiming writing declaring explaining citing quoting asking shouting
			suggesting stating tweeting announcing emphasising emphasizing accusing urging admitting joking complaining remarking commenting vowing pledging denouncing condemning
			confirming continuing concluding predicting labelling labeling branding referring reading chanting recalling`),
		sources:     set(`according_to in_the_words_of`),
		pronouns:    references(man, `he him`, references(woman, `she her`, references(thing, `it`, references(many, `they them`, nil)))),
		subjects:    set(`who`),
		agents:      set(`by`),
		relayed:     set(`reported quoted cited posted read agreed confirmed`),
		determiners: set(`the a an this that these those his her their its our my one some several many two three four five another both most each every no`),
		definite:    set(`the this`),
		adverbials:  set(`on during after before via through late early earlier yesterday today`),
		auxiliaries: set(`had has have will would is was were are did do does can could may might shall should must`),
		prepositions: set(`of in on at for from to by with after before during since under over near as about against between among through amid despite
			when while although though because if that inside outside behind beside around across upon within without following regarding concerning commenting speaking asked responding referring using`),
		relatives: set(`who which that whose as when after while before where because whom what`),
		skipped: set(`has had have also later then earlier again only simply once and but or so still however meanwhile now yesterday today
			monday tuesday wednesday thursday friday saturday sunday reportedly repeatedly recently previously quietly would will could is was been did publicly
			further furthermore additionally finally afterwards subsequently initially not never went just even always often jokingly angrily briefly directly long
			instead nevertheless nonetheless therefore thus moreover though yet perhaps himself herself themselves itself both`),
		feminine: set(`mrs ms miss mrs. ms. lady dame queen princess duchess sister mother daughter wife widow aunt niece grandmother granddaughter girl woman actress spokeswoman chairwoman
			businesswoman congresswoman policewoman councilwoman heiress waitress girlfriend nun stewardess hostess empress councillorwoman sportswoman mum mom`),
		masculine: set(`mr mr. sir lord king prince duke father son husband widower uncle nephew grandfather grandson boy man spokesman chairman businessman congressman policeman
			councilman fisherman boyfriend monk pope imam emperor fireman dad brother sheikh archbishop cardinal patriarch`),
		things: set(`board hospital university institute television station ministry school institution service authority parliament senate house congress republic statement report letter release study tweet post document memo article website paper message notice petition lawsuit complaint text email note book ministry company
			government group agency court commission committee council party bank firm union association team club department office charity organisation organization body`),
		bodies: set(`company firm group agency organisation organization charity union party team club bank network airline manufacturer retailer newspaper publisher`),
		works: set(`film movie book novel song album play series magazine newspaper programme show poem painting titled entitled documentary panel sculpture single episode exhibition
			nicknamed opera essay report ship boat term word phrase name named called dubbed aka`),
	}
}
