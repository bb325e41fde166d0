import { ColorType, CrosshairMode, type IChartApi, createChart } from 'lightweight-charts';
import { PRICE_PANE, SCORE_PANE, VOLUME_PANE } from './chart-series.ts';
import type { Palette } from './palette.ts';

/** In a narrower chart the labels of the price take two lines, which need so much room. */
const NARROW_PX = 600;
const NARROW_MARGINS = { top: 0.2, bottom: 0.1 };

/** Heights of a label between two of them: in a low pane the usual 2.5 leave no room for any but by luck. */
const LOW = 1.5;

/** Share of the height that each pane takes, and the room inside it; the labels stand in the room at the top. */
const PANES = [
  { pane: PRICE_PANE, height: 6, scaleMargins: { top: 0.12, bottom: 0.08 } },
  { pane: SCORE_PANE, height: 1.5, scaleMargins: { top: 0.28, bottom: 0 }, tickMarkDensity: LOW },
  { pane: VOLUME_PANE, height: 1.2, scaleMargins: { top: 0.32, bottom: 0 }, tickMarkDensity: LOW },
];

/** An empty chart with its axes, `margin` empty bars to the right of the newest candle. */
export function createFrame(element: HTMLElement, margin: number): IChartApi {
  return createChart(element, {
    autoSize: true,
    // The licence asks for a link, which stands in the page's footer; the logo would bring an inline style sheet.
    layout: { attributionLogo: false },
    // The page is in English; and a browser's own locale can be one that Intl refuses ("en-US@posix").
    localization: { locale: 'en-GB' },
    // A finger that goes up or down scrolls the page.
    handleScroll: { vertTouchDrag: false },
    crosshair: { mode: CrosshairMode.Normal },
    // A label at the edge of a pane would be cut in half.
    rightPriceScale: { borderVisible: false, minimumWidth: 72, entireTextOnly: true },
    timeScale: { timeVisible: true, secondsVisible: false, rightOffset: margin, minBarSpacing: 0.4 },
  });
}

/** Sizes the panes; they exist once their series do. */
export function layOutPanes(chart: IChartApi): void {
  for (const { pane, height, ...scale } of PANES) {
    chart.panes()[pane]?.setStretchFactor(height);
    chart.panes()[pane]?.priceScale('right').applyOptions(scale);
  }
  if (chart.chartElement().clientWidth >= NARROW_PX) return;
  chart.panes()[PRICE_PANE]?.priceScale('right').applyOptions({ scaleMargins: NARROW_MARGINS });
}

/** Gives axes, grid and crosshair the colours in force. */
export function recolourFrame(chart: IChartApi, { background, text, grid, border }: Palette): void {
  chart.applyOptions({
    layout: {
      background: { type: ColorType.Solid, color: background },
      textColor: text,
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
      panes: { separatorColor: border, separatorHoverColor: grid, enableResize: true },
    },
    grid: { vertLines: { color: grid }, horzLines: { color: grid } },
    timeScale: { borderColor: border },
    crosshair: { vertLine: { color: text, width: 1 }, horzLine: { color: text, width: 1 } },
  });
}
