import type { AttributedFinding, Frame, TakenAlert } from '../systems/board';
import { percent } from './percent';
import { time } from './time';

/** One line of the table. */
export interface Line {
  readonly text: string;
  readonly tone: 'plain' | 'heading' | 'warning' | 'alarm';
}

const BAR_WIDTH = 12;
const HIGH_LOAD = 0.9;

/** The table; what matters most stands on the left, where narrow terminals show it. */
export function renderTable(
  { atMs, findings, alerts }: Frame,
  notes: readonly string[] = [],
): readonly Line[] {
  return [
    heading(`holon station  ${time(atMs)}  Ctrl-C ends`),
    ...notes.map((note) => plain(note)),
    plain(''),
    heading(columns('FIGURE', 'USED', 'VALUE', 'TREND', 'Z', 'BY')),
    ...findings.map(renderFinding),
    plain(''),
    heading(alerts.length === 0 ? 'NO ALERTS' : 'ALERTS'),
    ...alerts.map((alert) => plain(renderAlert(alert))),
  ];
}

/** The same in one line, for files and pipes. */
export function renderLine({ atMs, findings, alerts }: Frame): string {
  const figures = findings.map(
    ({ finding: { figure, load, isAnomaly } }) =>
      `${figure} ${percent(load)}${isAnomaly ? ' !' : ''}`,
  );
  const lastAlert = alerts.slice(0, 1).map((alert) => `alert ${renderAlert(alert)}`);
  return `${time(atMs)}  ${[...figures, ...lastAlert].join(' · ')}`;
}

function renderFinding({ finding, analystId }: AttributedFinding): Line {
  const { figure, value, limit, unit, load, trend, zScore, isAnomaly } = finding;
  const text = columns(
    figure,
    `${bar(load)} ${percent(load).padStart(5)}`,
    `${value.toFixed(1)} / ${limit.toFixed(1)} ${unit}`,
    `${signed(trend * 100)} %`,
    signed(zScore),
    analystId,
  );
  if (isAnomaly) return { text, tone: 'alarm' };
  return { text, tone: load >= HIGH_LOAD ? 'warning' : 'plain' };
}

function renderAlert({ alert: { takenMs, text }, takenBy }: TakenAlert): string {
  return `${time(takenMs)}  ${text} → ${takenBy}`;
}

function columns(
  figure: string,
  load: string,
  value: string,
  trend: string,
  zScore: string,
  analystId: string,
): string {
  const left = `${figure.padEnd(10)} ${load.padEnd(BAR_WIDTH + 6)}  ${value.padEnd(20)}`;
  return `${left} ${trend.padStart(8)} ${zScore.padStart(6)}  ${analystId}`;
}

function bar(load: number): string {
  const full = Math.min(Math.max(Math.round(load * BAR_WIDTH), 0), BAR_WIDTH);
  return '█'.repeat(full).padEnd(BAR_WIDTH, '░');
}

function signed(value: number): string {
  const text = value.toFixed(1);
  return Number(text) > 0 ? `+${text}` : text.replace('-0.0', '0.0');
}

function plain(text: string): Line {
  return { text, tone: 'plain' };
}

function heading(text: string): Line {
  return { text, tone: 'heading' };
}
