import { type Html, html } from './html.ts';

const format = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** An age in words: the two largest units are not needed to know how bad it is. */
export function ageText(ms: number | null): string {
  if (ms === null) return '无';
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes < 1) return `${Math.floor(Math.abs(ms) / 1000)} 秒`;
  if (minutes < 60) return `${minutes} 分钟`;
  if (minutes < 2 * 1440) return `${Math.floor(minutes / 60)} 小时`;
  return `${Math.floor(minutes / 1440)} 天`;
}

/** An instant in Asia/Shanghai and its distance from `now`. */
export function moment(instant: string | null, now: Date): Html {
  if (instant === null) return html`从未`;
  const at = new Date(instant);
  const away = now.getTime() - at.getTime();
  return html`<time datetime="${instant}">${format.format(at)}</time><small>${ageText(away)}${away < 0 ? '后' : '前'}</small>`;
}

/** The legal day of an instant in Asia/Shanghai. */
export function dayOf(instant: Date): string {
  return format.format(instant).slice(0, 10);
}

/** A legal day and how many days it lies from today. */
export function dayText(day: string, today: Date): Html {
  const away = Math.round((Date.parse(`${dayOf(today)}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 86_400_000);
  const words = away === 0 ? '今天' : away > 0 ? `${away} 天前` : `${-away} 天后`;
  return html`<time datetime="${day}">${day}</time><small>${words}</small>`;
}
