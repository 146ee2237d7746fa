// What every language has to say. A key that one of them lacks does not pass the type check; tests find keys nobody uses.
import type { Grant, Hold, Stage, Status } from '../api/client';

type Text = string;
type Count = (n: number) => string;
type Of = (name: string) => string;

export type Dictionary = {
  [Key in
    | 'share' | 'linkFor' | 'linkDays' | 'linkPhrase' | 'linkMay' | 'makeLink' | 'linkMade' | 'done' | 'score' | 'running' | 'cancelRun'
    | 'cancelled' | 'runAgain' | 'startRun' | 'noMaterial' | 'script' | 'subtitles' | 'dialogue' | 'none'
    | 'language' | 'title' | 'other' | 'toLight' | 'toDark' | 'theme' | 'signOut' | 'skip' | 'loading' | 'again'
    | 'doorTitle' | 'doorText' | 'login' | 'password' | 'signIn' | 'joinTitle' | 'joinText' | 'join' | 'guestTitle' | 'guestText'
    | 'guestName' | 'passphrase' | 'guestIn' | 'doorHint' | 'board' | 'boardEmpty' | 'boardNone' | 'newSeries' | 'newEpisode'
    | 'seriesName' | 'episodeName' | 'make' | 'cancel' | 'addVersion' | 'delivery' | 'label' | 'labelDefault' | 'add' | 'adding'
    | 'noDeliveries' | 'noVersion' | 'version' | 'versions' | 'cue' | 'status' | 'length' | 'talk' | 'picture' | 'noPicture'
    | 'brokenPicture' | 'play' | 'stop' | 'back' | 'forth' | 'toStart' | 'timecode' | 'frame' | 'frameGo' | 'bar' | 'beat' | 'keys'
    | 'graph' | 'graphHelp' | 'noGraph' | 'asTable' | 'time' | 'scene' | 'valence' | 'arousal' | 'tension' | 'feels' | 'hits' | 'whose' | 'ofScene' | 'spokenBehind' | 'heart' | 'evidence' | 'source' | 'hit'
    | 'silence' | 'reason' | 'music' | 'spoken' | 'showCue' | 'showAll' | 'span' | 'notes' | 'stems' | 'signing' | 'panel' | 'say'
    | 'answer' | 'resolve' | 'reopen' | 'takeBack' | 'takenBack' | 'resolved' | 'showResolved' | 'wholeEpisode' | 'noNotes'
    | 'noNotesYet' | 'cantSay' | 'stemsOff' | 'stemsOn' | 'stemsHelp' | 'stemsOutside' | 'noStems' | 'why' | 'mute' | 'solo' | 'withdraw'
    | 'withdrawn' | 'locked' | 'hearApproved' | 'guestSigned' | 'guestSign' | 'before' | 'digest' | 'someone' | 'me' | 'notFound']: Text;
} & { [Key in 'cues' | 'open' | 'changed' | 'signHelp' | 'left']: Count } & {
  [Key in 'noteAt' | 'within' | 'resolvedBy' | 'goTo' | 'signs' | 'waits' | 'nextIs']: Of;
} & {
  lockedOf: (n: number, all: number) => string;
  noteFrom: (a: string, b: string) => string;
  signedBy: (name: string, when: string) => string;
  grantOf: Record<Grant, Text>;
  holdOf: Record<Hold, Text>;
  statusOf: Record<Status, Text>;
  stageOf: Record<Stage, Text>;
  signerOf: Record<Stage, Text>;
  keysOf: readonly (readonly [string, Text])[];
};
