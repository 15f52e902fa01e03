#include "CPlayground.h"

static const unsigned char index_html[] = {
#embed "page/index.html"
};
static const unsigned char style_css[] = {
#embed "page/style.css"
};
static const unsigned char app_js[] = {
#embed "page/app.js"
};
static const unsigned char server_js[] = {
#embed "page/server.js"
};
static const unsigned char controls_js[] = {
#embed "page/controls.js"
};
static const unsigned char subjects_js[] = {
#embed "page/subjects.js"
};
static const unsigned char charts_js[] = {
#embed "page/charts.js"
};
static const unsigned char see_js[] = {
#embed "page/see.js"
};
static const unsigned char shape_js[] = {
#embed "page/shape.js"
};
static const unsigned char verdicts_js[] = {
#embed "page/verdicts.js"
};
static const unsigned char mathematics_js[] = {
#embed "page/mathematics.js"
};
static const unsigned char learn_js[] = {
#embed "page/learn.js"
};
static const unsigned char report_js[] = {
#embed "page/report.js"
};
static const unsigned char setting_js[] = {
#embed "page/setting.js"
};
static const unsigned char pictures_js[] = {
#embed "page/pictures.js"
};
static const unsigned char uplot_js[] = {
#embed "page/uPlot.iife.min.js"
};
static const unsigned char uplot_css[] = {
#embed "page/uPlot.min.css"
};
static const unsigned char uplot_license[] = {
#embed "page/uPlot-LICENSE.txt"
};

static const hillock_page files[] = {
  { "index.html", index_html, sizeof index_html },
  { "style.css", style_css, sizeof style_css },
  { "app.js", app_js, sizeof app_js },
  { "server.js", server_js, sizeof server_js },
  { "controls.js", controls_js, sizeof controls_js },
  { "subjects.js", subjects_js, sizeof subjects_js },
  { "charts.js", charts_js, sizeof charts_js },
  { "see.js", see_js, sizeof see_js },
  { "shape.js", shape_js, sizeof shape_js },
  { "verdicts.js", verdicts_js, sizeof verdicts_js },
  { "mathematics.js", mathematics_js, sizeof mathematics_js },
  { "learn.js", learn_js, sizeof learn_js },
  { "report.js", report_js, sizeof report_js },
  { "setting.js", setting_js, sizeof setting_js },
  { "pictures.js", pictures_js, sizeof pictures_js },
  { "uPlot.iife.min.js", uplot_js, sizeof uplot_js },
  { "uPlot.min.css", uplot_css, sizeof uplot_css },
  { "uPlot-LICENSE.txt", uplot_license, sizeof uplot_license },
};

int hillock_page_count(void) { return sizeof files / sizeof *files; }

hillock_page hillock_page_file(int index) { return files[index]; }
