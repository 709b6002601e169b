import { IsIn, IsInt, IsString } from 'class-validator';
import { Channel, MailboxChannel } from 'holon';
import { FIGURES, type FigureName } from '../machine/machine';

export class Alert {
  @IsIn(FIGURES) figure!: FigureName;
  @IsString() text!: string;
  @IsInt() takenMs!: number;
}

/** Each alert is for one system on call; the others never see it. */
@Channel({ id: 'alerts', name: 'Alerts', content: Alert, retention: { maxCount: 1_000 } })
export class Alerts extends MailboxChannel<Alert, 'alerts'> {}
