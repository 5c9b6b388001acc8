/**
 * Characters of names that registers write in more than one way: each pair is the other form and the standard form.
 * Traditional forms and variant forms (异体字) follow the annexes of 通用规范汉字表 (国发〔2013〕23号); the forms that the table gave
 * back to personal names (喆, 堃, 昇 …) are listed too, because older registers replaced them. Two characters that merely sound
 * alike (伟, 玮) are never a pair.
 */
const TRADITIONAL = `
張张 劉刘 陳陈 楊杨 趙赵 黃黄 吳吴 孫孙 馬马 羅罗 鄭郑 謝谢 韓韩 馮冯 鄧邓 許许 葉叶 蘇苏 盧卢 蔣蒋 賈贾 鍾钟 鐘钟 魯鲁 韋韦 範范 鄒邹 陸陆 龍龙 萬万
錢钱 湯汤 賴赖 龐庞 顧顾 龔龚 嚴严 華华 龜龟 聶聂 齊齐 莊庄 塗涂 譚谭 閻阎 蕭萧 戰战 歐欧 陽阳 喬乔 溫温 閆阎 閔闵 單单 晉晋 衛卫 畢毕 車车 寧宁 關关
駱骆 項项 應应 練练 紀纪 鮑鲍 鄔邬 鄺邝 嶽岳 遊游 連连 餘余 於于 諸诸 時时 師师 樂乐 買买 麥麦 強强 彊强 彥彦 呂吕 倫伦 偉伟 傑杰 儀仪 億亿 優优 儉俭
興兴 劍剑 勝胜 勛勋 動动 勵励 勞劳 協协 厲厉 參参 啟启 啓启 喚唤 嘯啸 園园 國国 圖图 團团 堅坚 墾垦 壯壮 壽寿 夢梦 奐奂 奮奋 婁娄 婭娅 媯妫 嫻娴 嬌娇
孿孪 學学 宮宫 實实 寶宝 寬宽 審审 導导 專专 將将 屆届 屬属 岡冈 島岛 峽峡 嵐岚 嶺岭 帥帅 幫帮 幹干 庫库 廣广 廠厂 慶庆 彙汇 後后 徑径 從从 徠徕 復复
恆恒 悅悦 愛爱 慄栗 憶忆 懷怀 戀恋 戲戏 揚扬 換换 損损 擇择 據据 擁拥 攜携 敘叙 斂敛 斬斩 斷断 暉晖 曉晓 曆历 歷历 曄晔 書书 會会 東东 極极 楓枫 榮荣
構构 樹树 橋桥 機机 檢检 權权 歡欢 歲岁 氣气 漢汉 濤涛 潔洁 潤润 澤泽 濱滨 瀟潇 瀾澜 灝灏 為为 烏乌 煒炜 煥焕 燁烨 燈灯 燦灿 爍烁 爭争 牽牵 獻献 獲获
現现 瑋玮 瑤瑶 瑩莹 璉琏 環环 璽玺 瓊琼 畫画 當当 療疗 發发 盜盗 盡尽 監监 睜睁 矯矫 碩硕 確确 禎祯 禮礼 禪禅 種种 積积 穎颖 穩稳 競竞 筆笔 節节 簡简
簫箫 籃篮 紅红 約约 純纯 紹绍 終终 組组 結结 絢绚 給给 絲丝 統统 綺绮 綠绿 維维 綱纲 網网 緒绪 線线 緣缘 編编 緯纬 縱纵 織织 繡绣 繼继 續续 纓缨 羨羡
習习 聖圣 聞闻 聯联 聰聪 聲声 聽听 職职 肅肃 脈脉 腳脚 膽胆 臘腊 臨临 艦舰 艷艳 豔艳 藝艺 藥药 蘭兰 蘊蕴 號号 蝦虾 螢萤 蠶蚕 補补 裝装 複复 見见 規规
視视 親亲 覺觉 觀观 記记 訓训 訪访 設设 評评 詠咏 詢询 詩诗 話话 詳详 誠诚 語语 說说 誼谊 調调 諒谅 諾诺 謀谋 謙谦 講讲 識识 議议 護护 讀读 變变 豐丰
貞贞 財财 貢贡 貫贯 貴贵 貿贸 費费 賀贺 資资 賓宾 賞赏 賢贤 質质 贊赞 讚赞 趨趋 跡迹 軍军 軒轩 軟软 軻轲 載载 輔辅 輝辉 輪轮 辦办 辭辞 農农 運运 過过
達达 遠远 遷迁 選选 遼辽 邁迈 還还 邊边 郵邮 鄉乡 鄰邻 醫医 釗钊 鈞钧 鈴铃 鈺钰 鉅巨 鉑铂 鉛铅 鉞钺 銀银 銅铜 銘铭 銳锐 鋒锋 鋼钢 錄录 錦锦 錫锡 鍵键
鎮镇 鏡镜 鐵铁 鑄铸 鑒鉴 鑑鉴 鑲镶 長长 門门 閃闪 開开 閑闲 閒闲 間间 閣阁 閩闽 闊阔 闖闯 陝陕 陣阵 陰阴 隊队 階阶 際际 隨随 險险 隱隐 雋隽 雙双 雛雏
離离 難难 雲云 電电 霧雾 靈灵 靜静 靚靓 韜韬 韻韵 響响 頁页 頂顶 順顺 須须 頌颂 預预 領领 頡颉 頤颐 頻频 題题 顏颜 願愿 類类 顯显 風风 飄飘 飛飞 養养
騰腾 馭驭 馳驰 駒驹 駕驾 駿骏 騁骋 騎骑 騫骞 騏骐 驊骅 驍骁 驕骄 驗验 驚惊 驥骥 鬆松 鬱郁 鮮鲜 鯉鲤 鯨鲸 鳥鸟 鳳凤 鳴鸣 鴻鸿 鵬鹏 鶴鹤 鷗鸥 鷹鹰 鸞鸾
麗丽 黨党 點点 齡龄
`;

const VARIANT = `
峯峰 羣群 崐昆 崑昆 崙仑 巖岩 嵒岩 喦岩 喆哲 嚞哲 堃坤 淼渺 昇升 陞升 甦苏 犇奔 龢和 邨村 迺乃 廼乃 祕秘 逕径 镕熔 鎔熔 勳勋 勣绩 叡睿 珎珍 栢柏 珮佩
琹琴 甯宁 寗宁 皐皋 眞真 祐佑 秊年 穌稣 窓窗 箇个 緜绵 翺翱 胷胸 脩修 蘂蕊 蕋蕊 衞卫 裏里 裡里 蹤踪 躭耽 迴回 鉄铁 隣邻 頴颖 飃飘 髙高 鳯凤 黒黑 靑青
淸清 愼慎 敎教 戸户 歩步 曽曾 淵渊 爲为 玅妙 竝并 並并 僊仙 冨富 劒剑 埜野 壻婿 屛屏 嶋岛 悤匆 惪德 愙恪 慙惭 懽欢 攷考 敍叙 斈学 昻昂 晣晰 晧皓 暎映
曅晔 朙明 枏楠 柟楠 栞刊 桒桑 棊棋 碁棋 棲栖 楳梅 槑梅 沖冲 況况 涼凉 淩凌 濶阔 炤照 煇辉 燿耀 琍璃 璿璇 畱留 皷鼓 秌秋 穐秋 絃弦 纔才 艸草 菴庵 蓆席
衆众 眾众 訢欣 諠喧 谿溪 採采 釡釜 鉢钵 鴈雁 靁雷 韮韭 飜翻 鱻鲜 鵞鹅 鷄鸡 雞鸡 肖萧 闫阎
`;

/** Characters of the private use area in which registers of GB 18030-2000 stored what Unicode has had since 2000. */
const PRIVATE_USE = `\ue863䶮`;

/** Pairs of the other form and the standard form, one string of two characters each. */
export const NAME_VARIANT_PAIRS: readonly string[] = `${TRADITIONAL} ${VARIANT} ${PRIVATE_USE}`.trim().split(/\s+/);

const STANDARD_FORMS: ReadonlyMap<string, string> = new Map(
  NAME_VARIANT_PAIRS.map((pair) => {
    const [other = '', standard = ''] = pair;
    return [other, standard];
  }),
);

/** The standard form of a character of a name; a character that has no other form stays. */
export function standardForm(character: string): string {
  return STANDARD_FORMS.get(character) ?? character;
}
