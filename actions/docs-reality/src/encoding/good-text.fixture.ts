/** Correct sentences in many languages. */
export const PROSE: readonly string[] = [
  // French: no-break spaces before » : ; and apostrophes before accented letters.
  'L’été dernier, l’équipe a dit\u00a0: «\u00a0c’est prêt, n’est-ce pas\u00a0?\u00a0»',
  'Le mot «\u00a0café\u00a0» et «\u00a0thé\u00a0» — voilà…',
  'D’ÉTÉ EN ÉTÉ, À L’ÉCOLE DE L’ÎLE, ÇÀ ET LÀ',
  '«Élan», “Énergie”, ‘Été’ et l’œuvre d’Œdipe à Où',
  'Œuvre, cœur, sœur, ÿ de L’Haÿ-les-Roses, Ÿ',
  // German.
  'Die Straße heißt „Große Gasse“, sagt er: „Das ist Spaß!“ – „Äpfel“, ‚Öl‘.',
  'Größe, Übergröße, MENÜ, ÄÖÜ, Maß“, »Fuß« und §\u00a05 Abs.\u00a02 BGB; 20\u00a0°C; 30\u00a0€',
  // Portuguese.
  'A SOLUÇÃO É A UNIÃO: “NÃO!” — ELA DISSE À IRMÃ… AMANHÃ”, MAÇÃ',
  'São João, coração, ações, pão-de-ló, à noite, Æ não existe; 1.º e 2.ª',
  // Spanish, Catalan, Italian.
  '¿Qué? ¡Olé! «¿Cómo estás?» El niño comió piñas. N.º 5, 3.ª vez, l·l en col·legi',
  'Perché? È così: l’Étoile, città, più, 10 €/kg, ½ litro, ¼ d’ora',
  // Nordic.
  'Blåbærgrød på Åsen, «ærlig talt», smörgåsbord, Þór á þingi, Íslensk ð og æ, Äiti öljyä Åbo',
  // Central and eastern Europe.
  'Zażółć gęślą jaźń, „źdźbło” – ŁÓDŹ, Święto, PRZYKŁAD ŻÓŁĆ',
  'Příliš žluťoučký kůň úpěl ďábelské ódy; ŽIŽKŮV, „Úžas“, Čeština, ÍŽ, škoda…',
  'Dĺžeň, ľúbezný, vŕba, ÚŽITOK; őrült tűzfúró; şarjör, İstanbul, ığdır; țară și încă; šeši ąžuolai, ģērbonis',
  'Ža je slovo, Đorđe, Ćuk, Šđžć, ŠPANIJA',
  // Vietnamese.
  'Tiếng Việt: “Â” là chữ cái; cũng thao tác thuộc tính; THẬT À? Ơ, Ư, Đ, ẤN, VÂ–',
  // Cyrillic, Greek, Armenian, Georgian.
  'Съешь ещё этих мягких французских булок, да выпей чаю — «Ёлка». Ґанок, їжак, Ђорђе, Ќе',
  'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία· «Άλφα» — ώρα. Բարեւ, աշխարհ։ გამარჯობა, მსოფლიო',
  // Right-to-left.
  'שלום עולם — ׳ציטוט׳, מזגן; מחיר 5 ₪', 'مرحبا بالعالم، كيف الحال؟ ١٢٣؛ سلام دنیا، می‌خواهم «خوب»',
  // Indic, south-east Asia, Ethiopia.
  'नमस्ते दुनिया, क्षत्रिय; வணக்கம் உலகம்; ನಮಸ್ಕಾರ; สวัสดีชาวโลก; សួស្តី​ពិភពលោក; မင်္ဂလာပါ; ሰላም ዓለም',
  // Simplified and traditional Chinese, Japanese, Korean.
  '你好，世界！茅台酒、联通、谩骂、膜拜。使用API接口时请注意“引号”与《书名号》——完毕……',
  '部署 VitePress 站点 {#deploy}', '项目 Pages 站点',
  '視訊、通訊錄、目錄、記錄、私鑰、於、關機、邏輯、讀取、齊、增量、寬度、鏈結、訊號、邊框闊度、邏輯?',
  'こんにちは、世界。文字列を「読み取る」。ｶﾀｶﾅ ﾃｽﾄ ﾆﾎﾝｺﾞ。長音ー、々、〆。ﾐﾄﾞﾘ ﾃﾞｰﾀ',
  '안녕하세요 세계! 한글과 漢字를 섞어 쓴다.',
  // English with borrowed names.
  'Brontë’s “Villette”, naïve façade, rôle, coöperate, Zoë™, Noël®, Pokémon©, René…”',
];

/** Correct text that is not prose: phonetics, formulas, drawings, alphabets. */
const NOTATION: readonly string[] = [
  '[ˈmɒdʒɪbɑːkeɪ] /ˌɪntəˈnæʃənəl/ ŋ ʃ ʒ θ ð',
  '√2 ≈ 1.414, √π, x ≠ ±∞, ∑ᵢ aᵢ² ≤ ∫ f dx, a·b, ¬p ∨ q, ∂f/∂x, –∞ < x ≤ ∞, 5×3 ÷ 2, ½ × ⅓, µ ± σ, Ω, ∆t, 10 µs',
  '┌─┬─┐ │ ╔═╗ ║ ░▒▓█ ╰─╯ ├── src └── test', '👍 🎉 👩‍👩‍👧 🏳️‍🌈 ❤️ ✅ ⚠️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ™ ® © ¶ § † ‡ • … ‰',
  'Copyright © 2026 Müller & Söhne® – 10 °C, 5 m², 3 m³, 1ª, 2º, 50 ¢, £5, ¥500, ¿?, ¡!',
  'Keys: ⌘C ⌥⇧ → ← ↑ ↓ ↵ ⏎ ¯\\_(ツ)_/¯ ( ͡° ͜ʖ ͡°) ಠ_ಠ (ง’̀-‘́)ง ʕ•ᴥ•ʔ',
  'All letters: ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ',
  ' ¡¢£¤¥¦§¨©ª«¬­®¯°±²³´µ¶·¸¹º»¼½¾¿',
];

/** Nothing in it may be called damaged. */
export const GOOD_TEXT: readonly string[] = [...PROSE, ...NOTATION];
