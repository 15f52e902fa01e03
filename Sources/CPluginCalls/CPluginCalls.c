#include "CPluginCalls.h"
