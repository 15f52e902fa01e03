#include "CManual.h"

static const unsigned char AuthorsGuide[] = {
#embed "../Documentation.docc/AuthorsGuide.md"
};
static const unsigned char C[] = {
#embed "../Documentation.docc/C.md"
};
static const unsigned char CatalogueAccuracy[] = {
#embed "../Documentation.docc/CatalogueAccuracy.md"
};
static const unsigned char Columns[] = {
#embed "../Documentation.docc/Columns.md"
};
static const unsigned char ComingFrom[] = {
#embed "../Documentation.docc/ComingFrom.md"
};
static const unsigned char Comparing[] = {
#embed "../Documentation.docc/Comparing.md"
};
static const unsigned char Conformance[] = {
#embed "../Documentation.docc/Conformance.md"
};
static const unsigned char Contributing[] = {
#embed "../Documentation.docc/Contributing.md"
};
static const unsigned char EmbeddingInSwift[] = {
#embed "../Documentation.docc/EmbeddingInSwift.md"
};
static const unsigned char Endings[] = {
#embed "../Documentation.docc/Endings.md"
};
static const unsigned char Formulas[] = {
#embed "../Documentation.docc/Formulas.md"
};
static const unsigned char Judging[] = {
#embed "../Documentation.docc/Judging.md"
};
static const unsigned char LoadingPlugins[] = {
#embed "../Documentation.docc/LoadingPlugins.md"
};
static const unsigned char MoreThanOneMachine[] = {
#embed "../Documentation.docc/MoreThanOneMachine.md"
};
static const unsigned char NewPlugin[] = {
#embed "../Documentation.docc/NewPlugin.md"
};
static const unsigned char ONNX[] = {
#embed "../Documentation.docc/ONNX.md"
};
static const unsigned char Performance[] = {
#embed "../Documentation.docc/Performance.md"
};
static const unsigned char Playground[] = {
#embed "../Documentation.docc/Playground.md"
};
static const unsigned char PluginsInOtherLanguages[] = {
#embed "../Documentation.docc/PluginsInOtherLanguages.md"
};
static const unsigned char Python[] = {
#embed "../Documentation.docc/Python.md"
};
static const unsigned char SavingTrainings[] = {
#embed "../Documentation.docc/SavingTrainings.md"
};
static const unsigned char Tables[] = {
#embed "../Documentation.docc/Tables.md"
};
static const unsigned char TrustingPlugins[] = {
#embed "../Documentation.docc/TrustingPlugins.md"
};

#define ARTICLE(topic, text) {topic, text, sizeof text}
static const hillock_article articles[] = {
  ARTICLE("authors-guide", AuthorsGuide),
  ARTICLE("c", C),
  ARTICLE("catalogue-accuracy", CatalogueAccuracy),
  ARTICLE("columns", Columns),
  ARTICLE("coming-from", ComingFrom),
  ARTICLE("comparing", Comparing),
  ARTICLE("conformance", Conformance),
  ARTICLE("contributing", Contributing),
  ARTICLE("embedding-in-swift", EmbeddingInSwift),
  ARTICLE("endings", Endings),
  ARTICLE("formulas", Formulas),
  ARTICLE("judging", Judging),
  ARTICLE("loading-plugins", LoadingPlugins),
  ARTICLE("more-than-one-machine", MoreThanOneMachine),
  ARTICLE("new-plugin", NewPlugin),
  ARTICLE("onnx", ONNX),
  ARTICLE("performance", Performance),
  ARTICLE("playground", Playground),
  ARTICLE("plugins-in-other-languages", PluginsInOtherLanguages),
  ARTICLE("python", Python),
  ARTICLE("saving-trainings", SavingTrainings),
  ARTICLE("tables", Tables),
  ARTICLE("trusting-plugins", TrustingPlugins),
};

const hillock_article *hillock_articles(size_t *count) {
  *count = sizeof articles / sizeof *articles;
  return articles;
}
