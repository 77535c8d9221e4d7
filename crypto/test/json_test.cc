// SPDX-License-Identifier: Apache-2.0
// What the JSON parser accepts and refuses, and the canonical text of RFC 8785.
#include "bouclier/crypto/json.h"

#include <gtest/gtest.h>

namespace bouclier::crypto {
namespace {

using namespace std::string_literals;

std::string CanonicalOf(std::string_view text) {
  auto value = Json::Parse(text);
  return value.ok() ? value->Canonical() : "refused: " + value.error().message;
}

void ExpectRefused(std::initializer_list<std::string> texts) {
  for (const std::string& text : texts) {
    const auto value = Json::Parse(text);
    ASSERT_FALSE(value.ok()) << text;
    EXPECT_EQ(value.error().code, ErrorCode::kInvalidArgument) << text;
  }
}

TEST(JsonParse, ReadsEveryKindOfValue) {
  EXPECT_EQ(CanonicalOf(" { \"b\" : [ 1 , -2 , true , false , null ] , \"a\" : \"x\" } \r\n\t"),
            R"({"a":"x","b":[1,-2,true,false,null]})");
  EXPECT_EQ(CanonicalOf("{}"), "{}");
  EXPECT_EQ(CanonicalOf("[]"), "[]");
  EXPECT_EQ(CanonicalOf("[[],{},[{}]]"), "[[],{},[{}]]");
  EXPECT_EQ(CanonicalOf("0"), "0");
  EXPECT_EQ(CanonicalOf("\"\""), "\"\"");
  EXPECT_EQ(CanonicalOf("9007199254740991"), "9007199254740991");
  EXPECT_EQ(CanonicalOf("-9007199254740991"), "-9007199254740991");
}

TEST(JsonParse, RefusesNumbersThatAreNotSafeIntegers) {
  ExpectRefused({"1.0",
                 "1.5",
                 "1e0",
                 "1E3",
                 "1e-1",
                 "-0",
                 "-0.0",
                 "0.0",
                 "[-0]",
                 "9007199254740992",
                 "-9007199254740992",
                 "18446744073709551615",
                 "18446744073709551616",
                 "-9223372036854775808",
                 "-9223372036854775809",
                 "1e400",
                 "-1e400",
                 "01",
                 "+1",
                 "00",
                 "-",
                 "1.",
                 ".5",
                 "0x10",
                 "NaN",
                 "Infinity",
                 "-Infinity",
                 "1_000"});
  std::string digits(5000, '9');
  ExpectRefused({digits, "-" + digits, "1." + digits});
}

TEST(JsonParse, RefusesDuplicateMembers) {
  ExpectRefused({R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"({"a":1,"\u0061":2})", R"([{"x":{"a":1,"a":2}}])",
                 R"({"":1,"":2})"});
  EXPECT_EQ(CanonicalOf(R"({"a":{"a":1}})"), R"({"a":{"a":1}})");
}

TEST(JsonParse, RefusesWhatIsNotWellFormedUtf8) {
  ExpectRefused({"\"\x80\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xc1\xbf\"", "\"\xe0\x80\x80\"", "\"\xf0\x80\x80\x80\"",
                 "\"\xed\xa0\x80\"", "\"\xed\xbf\xbf\"", "\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xc3\"",
                 "\"\xe2\x82\"", "\"\xf0\x9f\x98\"", "{\"\xff\":1}", "\xff"});
  EXPECT_EQ(CanonicalOf("\"\xf4\x8f\xbf\xbf\""), "\"\xf4\x8f\xbf\xbf\"");
  EXPECT_EQ(CanonicalOf("\"\xef\xbf\xbf\""), "\"\xef\xbf\xbf\"") << "a noncharacter may be in the name of a blob";
}

TEST(JsonParse, RefusesLoneSurrogates) {
  ExpectRefused({R"("\ud800")", R"("\udc00")", R"("\ud800x")", R"("\ud800\u0041")", R"("\ud800\ud800")",
                 R"("\udc00\ud800")", R"({"\ud800":1})", R"("\uD83D")"});
  EXPECT_EQ(CanonicalOf(R"("\ud83d\ude00")"), "\"\xf0\x9f\x98\x80\"");
}

TEST(JsonParse, RefusesBadStringsAndEscapes) {
  ExpectRefused({"\"a\nb\"", "\"\t\"", "\"\x01\"", "\"\0\""s, R"("\x41")", R"("\u00")", R"("\u00g0")", R"("\")", "\"",
                 "\"abc", "'a'", R"("\a")", R"("\U0041")"});
  EXPECT_EQ(CanonicalOf("\"\x7f\""), "\"\x7f\"");
}

TEST(JsonParse, RefusesWhatStandsBehindOrBeforeTheValue) {
  ExpectRefused({"1 2", "{}{}", "[]]", "{},", "null x", "1\0"s, "1\0garbage"s, "{}\0{}"s, "\0"s, "\xef\xbb\xbf{}",
                 "{}\xef\xbb\xbf", "", " ", "\xc2\xa0{}", "{}//", "/**/{}", "#\n{}"});
}

TEST(JsonParse, RefusesBrokenStructure) {
  ExpectRefused({"{",     "[",     "}",         "]",  "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
                 "{1:2}", "[1 2]", "{\"a\" 1}", "[}", "{]",   "tru",  "True",    "nul",      "NULL",       "nan"});
}

TEST(JsonParse, BoundsTheDepthAt64) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(Json::Parse(nested(64)).ok());
  EXPECT_FALSE(Json::Parse(nested(65)).ok());
  EXPECT_FALSE(Json::Parse(nested(1'000'000)).ok());
  EXPECT_FALSE(Json::Parse(std::string(10'000'000, '[')).ok());
  std::string objects;
  for (int i = 0; i < 65; ++i) objects += "{\"a\":";
  EXPECT_FALSE(Json::Parse(objects + "1" + std::string(65, '}')).ok());
  // Beside one another they are no depth.
  std::string wide = "[";
  for (int i = 0; i < 1000; ++i) wide += "[[]],";
  EXPECT_TRUE(Json::Parse(wide + "1]").ok());
}

TEST(JsonParse, SaysNothingOfTheTextInItsMessage) {
  const auto value = Json::Parse(R"({"secret canary":1,"secret canary":2})");
  EXPECT_EQ(value.error().message.find("canary"), std::string::npos);
}

TEST(JsonCanonical, SortsByUtf16CodeUnits) {
  // RFC 8785 §3.2.3, its example: expected order is \r, 1, U+0080, ö, €, the emoji (a surrogate pair), U+FB33.
  const std::string text = R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})";
  EXPECT_EQ(
      CanonicalOf(text),
      "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}");
  EXPECT_EQ(CanonicalOf(R"({"ab":1,"a":2,"":3,"b":4,"B":5})"), R"({"":3,"B":5,"a":2,"ab":1,"b":4})");
  EXPECT_EQ(CanonicalOf("{\"\xee\x80\x80\":1,\"\xf4\x8f\xbf\xbf\":2,\"\xed\x9f\xbf\":3}"),
            "{\"\xed\x9f\xbf\":3,\"\xf4\x8f\xbf\xbf\":2,\"\xee\x80\x80\":1}");
}

TEST(JsonCanonical, EscapesOnlyWhatItMust) {
  EXPECT_EQ(CanonicalOf(R"("\u0000\u0001\u0008\u0009\u000a\u000b\u000c\u000d\u001f\u0022\u005c\u002f\u007f\u2028")"),
            "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\x7f\xe2\x80\xa8\"");
  EXPECT_EQ(CanonicalOf(R"("\u20AC\/\u0041")"), "\"\xe2\x82\xac/A\"");
}

TEST(JsonCanonical, IsTheOneEncodingThatParseCanonicalTakes) {
  EXPECT_TRUE(Json::ParseCanonical(R"({"a":[1,"x"],"b":null})").ok());
  for (const char* other :
       {R"({"b":null,"a":[1,"x"]})", R"({"a":[1,"x"],"b":null} )", R"( {"a":1})", R"({"a": 1})", R"({"a":"\u0078"})",
        R"({"a":"\/"})", R"({"a":"\u000a"})", R"("\u000B")", "[1,\n2]", "{\"a\":1}\n"}) {
    EXPECT_TRUE(Json::Parse(other).ok()) << other;
    EXPECT_EQ(Json::ParseCanonical(other).error().code, ErrorCode::kInvalidArgument) << other;
  }
}

TEST(JsonCanonical, PrettyTextReadsBackTheSame) {
  const Json value = Json::Parse(R"({"a":[1,{"b":[]}],"c":{}})").value();
  EXPECT_EQ(value.Pretty(), "{\n  \"a\": [\n    1,\n    {\n      \"b\": []\n    }\n  ],\n  \"c\": {}\n}");
  EXPECT_EQ(Json::Parse(value.Pretty()).value(), value);
}

TEST(Json, MakesTheSameTextAsItParses) {
  const Json value = Json::Object{{"n", 1},
                                  {"big", uint64_t{9007199254740991}},
                                  {"t", true},
                                  {"s", "x"},
                                  {"z", nullptr},
                                  {"l", Json::Array{1, "two", false}},
                                  {"v", std::string_view("w")}};
  EXPECT_EQ(value.Canonical(),
            R"({"big":9007199254740991,"l":[1,"two",false],"n":1,"s":"x","t":true,"v":"w","z":null})");
  EXPECT_EQ(Json::ParseCanonical(value.Canonical()).value(), value);
}

TEST(Json, GivesMembersByKindAndNamesTheOneThatIsWrong) {
  const Json value = Json::Parse(R"({"s":"x","n":-1,"c":7,"b":true,"o":{}})").value();
  EXPECT_EQ(value.GetString("s").value(), "x");
  EXPECT_EQ(value.GetInt("n").value(), -1);
  EXPECT_EQ(value.GetCount("c").value(), 7u);
  EXPECT_TRUE(value.GetBool("b").value());
  EXPECT_EQ(value.Get("o").value(), Json(Json::Object{}));
  EXPECT_EQ(value.Find("none"), nullptr);
  EXPECT_EQ(Json(1).Find("s"), nullptr);
  EXPECT_TRUE(value.Says("s", "x"));
  EXPECT_FALSE(value.Says("s", "y") || value.Says("c", "7") || value.Says("none", "") || Json("x").Says("s", "x"));
  EXPECT_EQ(value.GetCount("n").error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(value.GetString("n").error().message.find(" n "), std::string::npos);
  EXPECT_NE(value.GetInt("missing").error().message.find("missing"), std::string::npos);
  EXPECT_FALSE(value.GetBool("s").ok());
  EXPECT_FALSE(value.Get("missing").ok());
  EXPECT_FALSE(Json("s").GetString("s").ok());
}

TEST(Json, MayBeAssignedAPartOfItself) {
  Json value = Json::Parse(R"({"a":[{"b":"a text that is longer than any small buffer"}]})").value();
  value = std::move(value.if_object()->at("a"));
  value = (*value.if_array())[0];
  EXPECT_EQ(value.Canonical(), R"({"b":"a text that is longer than any small buffer"})");
}

TEST(Json, OnlyMembersRefusesTheUnknown) {
  const Json value = Json::Parse(R"({"a":1,"zzz":2})").value();
  EXPECT_TRUE(value.OnlyMembers({"a", "b", "zzz"}).ok());
  EXPECT_EQ(value.OnlyMembers({"a"}).error().context, "\"zzz\"");
  EXPECT_FALSE(Json(1).OnlyMembers({}).ok());
}

TEST(Json, Utf8IsWhatTheParserTakes) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("h\xc3\xa9\xf0\x9f\x98\x80"));
  for (const char* bad : {"\x80", "\xc0\xaf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                          "\xc3", "a\xe2\x82"})
    EXPECT_FALSE(IsUtf8(bad));
  // Both decide alike on every string of two and on every lead with edge continuations.
  for (int lead = 0x80; lead < 0x100; ++lead) {
    for (int second : {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff}) {
      for (const std::string& tail : {""s, "\x80"s, "\xbf\x80"s, "\x80\xc0"s, "\x80\x80\x80"s}) {
        const std::string text = std::string{static_cast<char>(lead), static_cast<char>(second)} + tail;
        if (second == 0) continue;
        EXPECT_EQ(IsUtf8(text), Json::Parse("\"" + text + "\"").ok()) << Hex(AsBytes(text));
      }
    }
  }
}

TEST(JsonDeathTest, NumbersAndTextsOfOursThatHaveNoCanonicalFormStopTheProcess) {
  EXPECT_DEATH(Json(uint64_t{1} << 53), "broken invariant");
  EXPECT_DEATH(Json(-(int64_t{1} << 53)), "broken invariant");
  EXPECT_DEATH(static_cast<void>(Json("\xff").Canonical()), "broken invariant");
}

}  // namespace
}  // namespace bouclier::crypto
