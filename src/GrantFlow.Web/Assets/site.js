// What a page gains when scripts run; every page works without this file.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
