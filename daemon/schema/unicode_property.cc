// Unicode 14's names, as ECMA-262 takes them: to the letter. Each word is a name as the engines know it, then its other spellings.
#include "schema/unicode_property.h"

#include <optional>

namespace sluiced::schema {
namespace {

constexpr std::string_view categories =
    "C=Other Cc=Control=cntrl Cf=Format Cn=Unassigned Co=Private_Use Cs=Surrogate L=Letter LC=Cased_Letter Ll=Lowercase_Letter "
    "Lm=Modifier_Letter Lo=Other_Letter Lt=Titlecase_Letter Lu=Uppercase_Letter M=Mark=Combining_Mark Mc=Spacing_Mark "
    "Me=Enclosing_Mark Mn=Nonspacing_Mark N=Number Nd=Decimal_Number=digit Nl=Letter_Number No=Other_Number P=Punctuation=punct "
    "Pc=Connector_Punctuation Pd=Dash_Punctuation Pe=Close_Punctuation Pf=Final_Punctuation Pi=Initial_Punctuation "
    "Po=Other_Punctuation Ps=Open_Punctuation S=Symbol Sc=Currency_Symbol Sk=Modifier_Symbol Sm=Math_Symbol So=Other_Symbol "
    "Z=Separator Zl=Line_Separator Zp=Paragraph_Separator Zs=Space_Separator ";

constexpr std::string_view scripts =
    "Adlam=Adlm Caucasian_Albanian=Aghb Ahom Arabic=Arab Imperial_Aramaic=Armi Armenian=Armn Avestan=Avst Balinese=Bali "
    "Bamum=Bamu Bassa_Vah=Bass Batak=Batk Bengali=Beng Bhaiksuki=Bhks Bopomofo=Bopo Brahmi=Brah Braille=Brai Buginese=Bugi "
    "Buhid=Buhd Chakma=Cakm Canadian_Aboriginal=Cans Carian=Cari Cham Cherokee=Cher Chorasmian=Chrs Coptic=Copt=Qaac "
    "Cypro_Minoan=Cpmn Cypriot=Cprt Cyrillic=Cyrl Devanagari=Deva Dives_Akuru=Diak Dogra=Dogr Deseret=Dsrt Duployan=Dupl "
    "Egyptian_Hieroglyphs=Egyp Elbasan=Elba Elymaic=Elym Ethiopic=Ethi Georgian=Geor Glagolitic=Glag Gunjala_Gondi=Gong "
    "Masaram_Gondi=Gonm Gothic=Goth Grantha=Gran Greek=Grek Gujarati=Gujr Gurmukhi=Guru Hangul=Hang Han=Hani Hanunoo=Hano "
    "Hatran=Hatr Hebrew=Hebr Hiragana=Hira Anatolian_Hieroglyphs=Hluw Pahawh_Hmong=Hmng Nyiakeng_Puachue_Hmong=Hmnp "
    "Old_Hungarian=Hung Old_Italic=Ital Javanese=Java Kayah_Li=Kali Katakana=Kana Kharoshthi=Khar Khmer=Khmr Khojki=Khoj "
    "Khitan_Small_Script=Kits Kannada=Knda Kaithi=Kthi Tai_Tham=Lana Lao=Laoo Latin=Latn Lepcha=Lepc Limbu=Limb Linear_A=Lina "
    "Linear_B=Linb Lisu Lycian=Lyci Lydian=Lydi Mahajani=Mahj Makasar=Maka Mandaic=Mand Manichaean=Mani Marchen=Marc "
    "Medefaidrin=Medf Mende_Kikakui=Mend Meroitic_Cursive=Merc Meroitic_Hieroglyphs=Mero Malayalam=Mlym Modi Mongolian=Mong "
    "Mro=Mroo Meetei_Mayek=Mtei Multani=Mult Myanmar=Mymr Nandinagari=Nand Old_North_Arabian=Narb Nabataean=Nbat Newa Nko=Nkoo "
    "Nushu=Nshu Ogham=Ogam Ol_Chiki=Olck Old_Turkic=Orkh Oriya=Orya Osage=Osge Osmanya=Osma Old_Uyghur=Ougr Palmyrene=Palm "
    "Pau_Cin_Hau=Pauc Old_Permic=Perm Phags_Pa=Phag Inscriptional_Pahlavi=Phli Psalter_Pahlavi=Phlp Phoenician=Phnx Miao=Plrd "
    "Inscriptional_Parthian=Prti Rejang=Rjng Hanifi_Rohingya=Rohg Runic=Runr Samaritan=Samr Old_South_Arabian=Sarb "
    "Saurashtra=Saur SignWriting=Sgnw Shavian=Shaw Sharada=Shrd Siddham=Sidd Khudawadi=Sind Sinhala=Sinh Sogdian=Sogd "
    "Old_Sogdian=Sogo Sora_Sompeng=Sora Soyombo=Soyo Sundanese=Sund Syloti_Nagri=Sylo Syriac=Syrc Tagbanwa=Tagb Takri=Takr "
    "Tai_Le=Tale New_Tai_Lue=Talu Tamil=Taml Tangut=Tang Tai_Viet=Tavt Telugu=Telu Tifinagh=Tfng Tagalog=Tglg Thaana=Thaa Thai "
    "Tibetan=Tibt Tirhuta=Tirh Tangsa=Tnsa Toto Ugaritic=Ugar Vai=Vaii Vithkuqi=Vith Warang_Citi=Wara Wancho=Wcho "
    "Old_Persian=Xpeo Cuneiform=Xsux Yezidi=Yezi Yi=Yiii Zanabazar_Square=Zanb Inherited=Zinh=Qaai Common=Zyyy Unknown=Zzzz ";

constexpr std::string_view binary_properties =
    "ASCII ASCII_Hex_Digit=AHex Alphabetic=Alpha Any Assigned Bidi_Control=Bidi_C Bidi_Mirrored=Bidi_M Case_Ignorable=CI Cased "
    "Changes_When_Casefolded=CWCF Changes_When_Casemapped=CWCM Changes_When_Lowercased=CWL Changes_When_NFKC_Casefolded=CWKCF "
    "Changes_When_Titlecased=CWT Changes_When_Uppercased=CWU Dash Default_Ignorable_Code_Point=DI Deprecated=Dep Diacritic=Dia "
    "Emoji Emoji_Component=EComp Emoji_Modifier=EMod Emoji_Modifier_Base=EBase Emoji_Presentation=EPres "
    "Extended_Pictographic=ExtPict Extender=Ext Grapheme_Base=Gr_Base Grapheme_Extend=Gr_Ext Hex_Digit=Hex "
    "IDS_Binary_Operator=IDSB IDS_Trinary_Operator=IDST ID_Continue=IDC ID_Start=IDS Ideographic=Ideo Join_Control=Join_C "
    "Logical_Order_Exception=LOE Lowercase=Lower Math Noncharacter_Code_Point=NChar Pattern_Syntax=Pat_Syn "
    "Pattern_White_Space=Pat_WS Quotation_Mark=QMark Radical Regional_Indicator=RI Sentence_Terminal=STerm Soft_Dotted=SD "
    "Terminal_Punctuation=Term Unified_Ideograph=UIdeo Uppercase=Upper Variation_Selector=VS White_Space=WSpace=space "
    "XID_Continue=XIDC XID_Start=XIDS ";

/// Takes what stands before the separator off, with the separator.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

/// The first spelling of the word that has `name` among its spellings; empty where none has.
std::string_view first_spelling(std::string_view words, std::string_view name) {
  while (!words.empty()) {
    std::string_view spellings = take_until(words, ' ');
    const std::string_view first = spellings.substr(0, spellings.find('='));
    while (!spellings.empty())
      if (take_until(spellings, '=') == name) return first;
  }
  return "";
}

std::optional<UnicodeProperty> category_named(std::string_view name) {
  const std::string_view short_name = first_spelling(categories, name);
  if (short_name.empty()) return std::nullopt;
  if (short_name == "LC") return UnicodeProperty{"L&", false, false};
  // RE2 leaves unassigned code points out of them.
  const bool unassigned = short_name == "C" || short_name == "Cn";
  return UnicodeProperty{std::string(short_name), false, !unassigned};
}

std::optional<UnicodeProperty> binary_named(std::string_view name) {
  const std::string_view known = first_spelling(binary_properties, name);
  if (known.empty()) return std::nullopt;
  if (known == "Assigned") return UnicodeProperty{"Cn", true, false};
  UnicodeProperty property{std::string(known), false, known == "Any"};
  // PCRE2 10.42 has no such property, and of the other one only what has a mirrored twin.
  property.known_to_pcre2 = known != "Changes_When_NFKC_Casefolded" && known != "Bidi_Mirrored";
  return property;
}

}  // namespace

std::optional<UnicodeProperty> unicode_property(std::string_view text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string_view::npos) {
    const std::optional<UnicodeProperty> category = category_named(text);
    return category ? category : binary_named(text);
  }
  const std::string_view property = text.substr(0, sign);
  const std::string_view value = text.substr(sign + 1);
  if (property == "General_Category" || property == "gc") return category_named(value);
  const bool extensions = property == "Script_Extensions" || property == "scx";
  if (!extensions && property != "Script" && property != "sc") return std::nullopt;
  const std::string_view script = first_spelling(scripts, value);
  if (script.empty()) return std::nullopt;
  UnicodeProperty known{std::string(script), false, !extensions};
  // PCRE2 counts what has extensions of its own among these two.
  known.known_to_pcre2 = !extensions || (script != "Common" && script != "Inherited");
  known.script = extensions ? UnicodeProperty::Script::extensions : UnicodeProperty::Script::itself;
  return known;
}

}  // namespace sluiced::schema
